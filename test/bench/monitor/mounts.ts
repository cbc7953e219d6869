import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** Folders that stand for mounts, in a folder of their own. */
export interface Mounts {
  readonly folder: string;
  healthy(count: number): ReadonlyArray<{ readonly path: string }>;
  /** Whoever opens their canary hangs: it is a FIFO without a writer. */
  hanging(count: number): ReadonlyArray<{ readonly path: string; readonly checkType: "canary" }>;
  /** A folder for what a monitor has to remember. */
  newStateDir(): string;
  remove(): void;
}

export function openMounts(): Mounts {
  const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-bench-"));
  let states = 0;
  const make = (name: string, count: number, fill: (canary: string) => void) =>
    Array.from({ length: count }, (_, index) => {
      const mount = path.join(folder, `${name}-${index}`);
      mkdirSync(mount, { recursive: true });
      fill(path.join(mount, ".health-check"));
      return mount;
    });
  return {
    folder,
    healthy: (count) => make("healthy", count, (canary) => writeFileSync(canary, "x")).map((path) => ({ path })),
    hanging: (count) =>
      make("hanging", count, (canary) => execFileSync("mkfifo", [canary])).map((path) => ({
        path,
        checkType: "canary",
      })),
    newStateDir() {
      const state = path.join(folder, `state-${states++}`);
      mkdirSync(state);
      return state;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
