import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import { root } from "../../shell/shell-scripts.ts";

/** What stands for the programs that the scripts call, and for what these would find. */
export interface Machine {
  /** Programs that are not there. */
  readonly without?: readonly string[];
  /** Clusters of kind. */
  readonly clusters?: readonly string[];
  readonly deployed?: boolean;
  /** Whether the node has the images. */
  readonly loaded?: boolean;
  readonly uid?: number;
  readonly propagation?: string;
  /** Of the container tool. */
  readonly answers?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Outcome {
  readonly code: number | null;
  readonly said: string;
  readonly error: string;
  /** Each call of a program, in order: its name and arguments, and variables that count for it. */
  readonly calls: readonly string[];
  /** What `kind create cluster` read. */
  readonly config: string;
}

/** Of the system, what the scripts may use; everything else they get from here or not at all. */
const SYSTEM = ["awk", "bash", "cat", "chmod", "dirname", "env", "grep", "mkdir", "mktemp", "rm", "rmdir", "sh"];

const RECORD = 'echo "${0##*/} $*" >>"$CALLS"';
const STAND_INS: Readonly<Record<string, string>> = {
  kind: `
case "$1 $2" in
  "get clusters") for one in $CLUSTERS; do echo "$one"; done; exit ;;
  "get kubeconfig") ${RECORD}; echo "of $4"; exit ;;
  "create cluster") cat >"$CONFIG" ;;
esac
${RECORD}`,
  docker: `
case $1 in
  info) exit "$ANSWERS" ;;
  exec) ${RECORD}; exit "$LOADED" ;;
esac
${RECORD}`,
  helm: `
if [ "$1" = status ]; then exit "$DEPLOYED"; fi
[ "$(cat "$KUBECONFIG")" = "of $EXPECTED" ] || { echo "another cluster" >&2; exit 9; }
${RECORD}`,
  kubectl: `
[ "$(cat "$KUBECONFIG")" = "of $EXPECTED" ] || { echo "another cluster" >&2; exit 9; }
${RECORD}
case "$*" in *custom-columns*) echo "media plex-0" ;; esac`,
  npm: `
echo "npm $* $(env | grep -E '^(IMAGE_|VERSION|CONTAINER_TOOL|MOUNT_MONITOR_TEST_|KIND_EXP)' | sort | tr '\\n' ' ')" >>"$CALLS"
[ -z "\${IMAGE_ARCHIVES:-}" ] || touch "$IMAGE_ARCHIVES/sidecar.tar" "$IMAGE_ARCHIVES/webhook.tar"`,
  id: 'echo "$ID"',
  findmnt: 'case "$*" in *PROPAGATION*) echo "$PROPAGATION" ;; *) echo / ;; esac',
};
const YES_OR_NO = (yes: boolean) => (yes ? "0" : "1");

export function openMachine(t: Pick<TestContext, "after">, machine: Machine = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-kind-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const bin = path.join(folder, "bin");
  const temporary = path.join(folder, "tmp");
  for (const one of [bin, temporary]) mkdirSync(one);
  for (const name of [...SYSTEM, "sort", "tr", "touch"]) symlinkSync(systemFile(name), path.join(bin, name));
  for (const [name, script] of [...Object.entries(STAND_INS), ["podman", STAND_INS["docker"] ?? ""] as const]) {
    if (machine.without?.includes(name)) continue;
    writeFileSync(path.join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(path.join(bin, name), 0o755);
  }
  const mounts = path.join(folder, "mounts");
  const file = (name: string) => {
    const full = path.join(folder, name);
    return existsSync(full) ? readFileSync(full, "utf8") : "";
  };
  const own = (text: string) =>
    text
      .replaceAll(folder, "FOLDER")
      .replaceAll(root, "ROOT")
      .replaceAll(/tmp\.\w+/g, "TMP");
  return {
    folder,
    mounts,
    run(script: string, ...args: readonly string[]): Outcome {
      rmSync(path.join(folder, "calls"), { force: true });
      const { status, stdout, stderr } = spawnSync(path.join(root, "tools/kind", script), args, {
        encoding: "utf8",
        cwd: folder,
        env: {
          PATH: bin,
          HOME: folder,
          TMPDIR: temporary,
          KIND_MOUNTS: mounts,
          CALLS: path.join(folder, "calls"),
          CONFIG: path.join(folder, "config"),
          CLUSTERS: (machine.clusters ?? ["mount-monitor"]).join(" "),
          EXPECTED: machine.env?.["KIND_CLUSTER_NAME"] ?? "mount-monitor",
          DEPLOYED: YES_OR_NO(machine.deployed ?? false),
          LOADED: YES_OR_NO(machine.loaded ?? true),
          ANSWERS: YES_OR_NO(machine.answers ?? true),
          ID: String(machine.uid ?? 0),
          PROPAGATION: machine.propagation ?? "shared",
          ...machine.env,
        },
      });
      return {
        code: status,
        said: own(stdout),
        error: own(stderr),
        calls: own(file("calls")).split("\n").filter(Boolean),
        config: own(file("config")),
      };
    },
    /** What was not taken away. */
    left: () => spawnSync("ls", [temporary], { encoding: "utf8" }).stdout,
  };
}

function systemFile(name: string): string {
  const found = ["/usr/bin", "/bin"].map((folder) => path.join(folder, name)).find((file) => existsSync(file));
  if (found === undefined) throw new Error(`there is no ${name} in /usr/bin or /bin`);
  return found;
}
