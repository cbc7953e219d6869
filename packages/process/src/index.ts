export {
  type CommandLine,
  type CommandSpec,
  type OptionLists,
  type OptionSpec,
  type OptionValues,
  type ProgramSpec,
  readCommandLine,
} from "./command-line.ts";
export { renderHelp } from "./help.ts";
export { leave } from "./leave.ts";
export { createLogger, type LeveledLogger, type Logger, type LogSettings } from "./logger.ts";
export { print } from "./print.ts";
