import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { deviceAt, fuseControlFolder, minorOf } from "./mounted.ts";

/** What must not be left behind: processes that may be frozen, and mount points that may hang. */
export interface Held {
  readonly processes: ReadonlySet<number>;
  readonly mountPoints: ReadonlySet<string>;
}

const MOST_STACKED = 8;
const COMMAND_LIMIT_MS = 30_000;

/**
 * Thaws, ends and unmounts, in an order in which nothing can hang: what is thawed answers, and what does not answer then
 * is aborted. Nothing here looks at a mount point itself.
 */
export async function release({ processes, mountPoints }: Held): Promise<void> {
  for (const pid of processes) signal(pid, "SIGCONT");
  for (const mountPoint of mountPoints) await unmountAll(mountPoint);
  for (const pid of processes) signal(pid, "SIGKILL");
}

async function unmountAll(mountPoint: string): Promise<void> {
  for (let round = 0; round < MOST_STACKED; round++) {
    const device = deviceAt(mountPoint);
    if (device === undefined) return;
    abort(device);
    await unmountLazily(mountPoint);
  }
}

/** `-c`: the path is taken as it is, without a look at what is mounted there. */
export function unmountLazily(mountPoint: string): Promise<boolean> {
  return run("umount", ["-c", "-l", mountPoint]);
}

/** Ends the FUSE connection with this device; every request that waits for it fails at once. */
export function abort(device: string): boolean {
  const folder = fuseControlFolder();
  // Only a file system without a device of its own can be FUSE's; another minor may be someone else's number there.
  if (folder === undefined || !device.startsWith("0:")) return false;
  try {
    writeFileSync(path.join(folder, minorOf(device), "abort"), "1");
    return true;
  } catch {
    // It has ended by itself.
    return false;
  }
}

export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It is gone already.
  }
}

/** Whether the command ended with 0 in time; one that hangs is left to itself. */
export async function run(command: string, args: readonly string[]): Promise<boolean> {
  const child = spawn(command, args, { stdio: "ignore" });
  const ended = new Promise<boolean>((resolve) => {
    child.once("error", () => resolve(false));
    child.once("exit", (code) => resolve(code === 0));
  });
  const limit = new AbortController();
  const late = wait(COMMAND_LIMIT_MS, false, { signal: limit.signal, ref: false }).catch(() => false);
  const ok = await Promise.race([ended, late]);
  limit.abort();
  child.unref();
  return ok;
}
