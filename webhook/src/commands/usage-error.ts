import { EXIT } from "@mount-monitor/contract";
import { PROGRAM } from "../program.ts";

/** Says what is wrong, one line each, and ends with the code for it. */
export function usageError(errors: readonly string[]): void {
  for (const error of errors) console.error(`${PROGRAM.name}: ${error}`);
  process.exitCode = EXIT.usage;
}
