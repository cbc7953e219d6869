import { execFile } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** A command of the system that has to succeed. */
export async function runCommand(command: string, ...args: readonly string[]): Promise<void> {
  await execute(command, args, { timeout: 20_000 });
}

const TRIES = 20;
const AGAIN_MS = 50;

/** One that may meet a probe that has just a file open. */
export async function runCommandAtLast(command: string, ...args: readonly string[]): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await runCommand(command, ...args);
    } catch (error) {
      if (tries === TRIES) throw error;
      await wait(AGAIN_MS);
    }
  }
}
