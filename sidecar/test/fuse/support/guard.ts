import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { fuseControlFolder } from "./mounted.ts";
import { release, run } from "./release.ts";

/** What this test process has to clean up, known to a second process that does it should this one not come to it. */
export interface Guard {
  holdProcess(child: ChildProcess): void;
  holdMountPoint(mountPoint: string): void;
  /** Thaws, unmounts and ends everything that is held. */
  release(): Promise<void>;
  close(): void;
}

/** No test of that level takes longer than this. */
const LIMIT_MS = 400_000;
const KERNEL_FOLDER = "/sys/fs/fuse/connections";

export async function startGuard(limitMs: number = LIMIT_MS): Promise<Guard> {
  await ensureFuseControl();
  const program = path.join(import.meta.dirname, "guard-program.ts");
  const guard = spawn(process.execPath, [program, String(limitMs)], {
    stdio: ["pipe", "ignore", "inherit"],
    detached: true,
  });
  guard.unref();
  guard.stdin.on("error", () => {});
  const tell = (line: string) => guard.stdin.write(`${line}\n`);
  const processes = new Set<number>();
  const mountPoints = new Set<string>();
  return {
    holdProcess(child) {
      const { pid } = child;
      if (pid === undefined) return;
      processes.add(pid);
      tell(`+pid ${pid}`);
      child.once("exit", () => {
        processes.delete(pid);
        tell(`-pid ${pid}`);
      });
    },
    holdMountPoint(mountPoint) {
      mountPoints.add(mountPoint);
      tell(`+mount ${mountPoint}`);
    },
    async release() {
      await release({ processes, mountPoints });
      for (const mountPoint of mountPoints) tell(`-mount ${mountPoint}`);
      mountPoints.clear();
    },
    close: () => void guard.stdin.end(),
  };
}

/** The last resort is there before anything can hang; where systemd runs it always is. */
async function ensureFuseControl(): Promise<void> {
  if (fuseControlFolder() !== undefined) return;
  // The module may not have been loaded yet, and the folder comes with it.
  if (!existsSync(KERNEL_FOLDER)) mkdirSync(KERNEL_FOLDER, { recursive: true });
  if (!(await run("mount", ["-t", "fusectl", "fusectl", KERNEL_FOLDER])))
    throw new Error("failed to mount fusectl, without which a mount that hangs cannot be freed");
}
