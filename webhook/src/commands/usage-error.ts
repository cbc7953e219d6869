import { EXIT } from "@mount-monitor/contract";
import { sayWrong } from "./say-wrong.ts";

/** Says what is wrong, one line each, and ends with the code for it. */
export function usageError(errors: readonly string[], program: string): void {
  sayWrong(errors, program);
  process.exitCode = EXIT.usage;
}
