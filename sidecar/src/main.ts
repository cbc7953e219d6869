import { EXIT } from "@mount-monitor/contract";
import { leave, print, readCommandLine, renderHelp } from "@mount-monitor/process";
import { BUILD } from "./build-info.ts";
import { runCheck } from "./commands/check.ts";
import { runGate } from "./commands/gate.ts";
import { runMonitor } from "./commands/monitor.ts";
import { runSelfTest } from "./commands/self-test.ts";
import { usageError } from "./commands/usage-error.ts";
import { runValidate } from "./commands/validate.ts";
import { readEnvironment } from "./environment.ts";
import { mustBeReplaced } from "./io/probe/prober.ts";
import { PROGRAM } from "./program.ts";

const SEE_HELP = "commands and flags are told by: mount-monitor --help";

async function main(argv: readonly string[]): Promise<void> {
  if (typeof process.execve !== "function") {
    return usageError([
      `failed to start: this is Node.js ${process.version}, which cannot leave while a mount hangs; use Node.js 24`,
    ]);
  }
  const env = readEnvironment(process.env);
  if (argv[0] === "self-test") return runSelfTest(argv.slice(1), env);
  const line = readCommandLine(PROGRAM, argv, process.env);
  switch (line.t) {
    case "help":
      return print(renderHelp(PROGRAM, line.command));
    case "wrong":
      return usageError([line.error, SEE_HELP]);
    case "run":
      break;
  }
  if (line.operands.length > 0) {
    return usageError([
      `there is nothing to do with ${JSON.stringify(line.operands[0])}; a configuration is named by --config`,
      SEE_HELP,
    ]);
  }
  const command = line.values["init-container-mode"] === undefined ? line.command : "gate";
  switch (command) {
    case "monitor":
      return runMonitor(line.values, env);
    case "gate":
      return runGate(line.values, env);
    case "check":
      return runCheck(line.values, env);
    case "validate":
      return runValidate(line.values, env);
    case "version":
      return print(`${BUILD.name} ${BUILD.version} (${BUILD.commit})`);
  }
}

/** A bug: say what is known and end with a code of its own, instead of going on in a state that nobody thought of. */
function crash(error: unknown): void {
  console.error(`mount-monitor: internal error: ${error instanceof Error ? error.stack : String(error)}`);
  leave(EXIT.bug, mustBeReplaced());
}

process.on("uncaughtException", crash);
process.on("unhandledRejection", crash);
void main(process.argv.slice(2));
