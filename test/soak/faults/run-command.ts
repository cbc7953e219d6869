import { execFile } from "node:child_process";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** A command of the system that has to succeed. */
export async function runCommand(command: string, ...args: readonly string[]): Promise<void> {
  await execute(command, args, { timeout: 20_000 });
}
