import { type CommandOptions, type CommandOutcome, expectCommand, runCommand } from "./run-command.ts";

/** As people type it; what it printed. Rejects when it does not end with 0. */
export function kubectl(args: readonly string[], options?: CommandOptions): Promise<string> {
  return expectCommand("kubectl", args, options);
}

export function tryKubectl(args: readonly string[], options?: CommandOptions): Promise<CommandOutcome> {
  return runCommand("kubectl", args, options);
}
