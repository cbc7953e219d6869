import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { missingPrerequisite } from "../../../sidecar/test/fuse/support/prerequisites.ts";
import { BUNDLE } from "../../../sidecar/test/support/bundle.ts";
import { missingControlPlane } from "../../control-plane/support/assets.ts";

/** Nobody's number on most systems. */
const NOBODY = 65_534;

/** What can be done on this machine, and what is left out. */
export interface Surroundings {
  readonly hasRoot: boolean;
  /** Whom the programs run as; undefined: as we do. */
  readonly uid: number | undefined;
  /** What gives a process a clock that follows a file. */
  readonly clockEnv: ((file: string) => Readonly<Record<string, string>>) | undefined;
  readonly hasFuse: boolean;
  readonly hasControlPlane: boolean;
  readonly leftOut: readonly string[];
}

export function lookAround(): Surroundings {
  const hasRoot = process.getuid?.() === 0;
  const dropped =
    hasRoot && spawnSync(process.execPath, ["--check", BUNDLE], { uid: NOBODY, gid: NOBODY }).status === 0;
  const library = findFaketime();
  const fuse = missingPrerequisite();
  const plane = missingControlPlane();
  const leftOut = [
    hasRoot ? undefined : "mounts that are unmounted or made read-only: need root",
    hasRoot && !dropped
      ? "mounts that deny: root cannot be dropped, since another user may not read this folder"
      : undefined,
    library === undefined ? "clocks that are set: need libfaketime (apt-get install faketime)" : undefined,
    fuse === undefined ? undefined : `real FUSE mounts: ${fuse}`,
    plane === undefined ? undefined : `the webhook: ${plane}`,
  ];
  return {
    hasRoot,
    uid: dropped ? NOBODY : undefined,
    clockEnv: library === undefined ? undefined : (file) => clockEnv(library, file),
    hasFuse: fuse === undefined,
    hasControlPlane: plane === undefined,
    leftOut: leftOut.filter((line) => line !== undefined),
  };
}

/** The monotonic clock stays: nobody can set that one either. */
function clockEnv(library: string, file: string): Readonly<Record<string, string>> {
  return {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: "1",
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
  };
}

function findFaketime(): string | undefined {
  const folders = ["/usr/lib", "/usr/lib64", ...readdirSync("/usr/lib").map((name) => `/usr/lib/${name}`)];
  return folders.map((folder) => `${folder}/faketime/libfaketime.so.1`).find((file) => existsSync(file));
}
