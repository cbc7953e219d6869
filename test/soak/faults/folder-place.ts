import {
  chmodSync,
  closeSync,
  constants,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { MountFault } from "../schedule/fault.ts";
import { CANARY, change, type End, type Place, type TellMood } from "./place.ts";
import { runCommand } from "./run-command.ts";

/** Whoever was about to open the FIFO when it was replaced comes by within that time. */
const RELEASE_MS = 300;

/** A folder with a canary. Changes are made by rename, so that nobody sees half of one. */
export function openFolderPlace(folder: string, tell: TellMood): Place {
  const canary = path.join(folder, CANARY);
  const closed = new AbortController();
  mkdirSync(folder, { recursive: true });
  writeCanary(folder);
  return {
    path: folder,
    begin: async (fault) => beginInFolder(fault),
    close: async () => {
      closed.abort();
      release(path.join(folder, ".held"));
    },
  };

  async function beginInFolder(fault: MountFault): Promise<End | undefined> {
    switch (fault.t) {
      case "hang":
        return hang();
      case "vanish":
        return moved(canary, path.join(folder, ".gone"));
      case "away":
        return moved(folder, `${folder}.away`);
      case "deny":
        await change(tell, "denied", () => chmodSync(canary, 0o000));
        return () => change(tell, "ok", () => chmodSync(canary, 0o644));
      case "flap":
        return flap(fault.downMs, fault.upMs);
      case "unmount":
      case "read-only":
      case "slow":
      case "freeze":
      case "freeze-backend":
      case "daemon-killed":
        return undefined;
    }
  }

  /** A FIFO without a writer: opening it waits for ever. A second name keeps it at hand, to let go who waits. */
  async function hang(): Promise<End> {
    const fifo = path.join(folder, ".fifo");
    await runCommand("mkfifo", "-m", "644", fifo);
    await change(tell, "hanging", () => {
      linkSync(fifo, path.join(folder, ".held"));
      renameSync(fifo, canary);
    });
    return () =>
      change(tell, "ok", async () => {
        writeCanary(folder);
        for (let waitedMs = 0; waitedMs < RELEASE_MS; waitedMs += 20) {
          release(path.join(folder, ".held"));
          await wait(20);
        }
        rmSync(path.join(folder, ".held"), { force: true });
      });
  }

  async function moved(from: string, to: string): Promise<End> {
    await change(tell, "failing", () => renameSync(from, to));
    return () => change(tell, "ok", () => renameSync(to, from));
  }

  async function flap(downMs: number, upMs: number): Promise<End> {
    const over = new AbortController();
    const run = async () => {
      for (;;) {
        const end = await moved(canary, path.join(folder, ".gone"));
        await wait(downMs);
        await end();
        await wait(upMs);
        if (over.signal.aborted || closed.signal.aborted) return;
      }
    };
    const running = run();
    return async () => {
      over.abort();
      await running;
    };
  }
}

export function writeCanary(folder: string): void {
  const fresh = path.join(folder, ".fresh");
  writeFileSync(fresh, "here\n", { mode: 0o644 });
  renameSync(fresh, path.join(folder, CANARY));
}

/** Whoever waits for a writer has one, for a moment; without anybody waiting this fails at once. */
function release(fifo: string): void {
  try {
    closeSync(openSync(fifo, constants.O_WRONLY | constants.O_NONBLOCK));
  } catch {
    // Nobody waits.
  }
}
