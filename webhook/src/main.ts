import { EXIT } from "@mount-monitor/contract";
import { readCommandLine, renderHelp } from "@mount-monitor/process";
import { BUILD } from "./build-info.ts";
import { usageError } from "./commands/usage-error.ts";
import { readEnvironment } from "./environment.ts";
import { programFor } from "./program.ts";

const PROGRAM = programFor(process.argv[1]);

/** Commands that take words besides flags: files, or pods. */
const OPERANDS = new Set(["inject", "explain", "status", "pause", "resume"]);

async function main(argv: readonly string[]): Promise<void> {
  const line = readCommandLine(PROGRAM, argv, process.env);
  switch (line.t) {
    case "help":
      return console.log(renderHelp(PROGRAM, line.command));
    case "wrong":
      return usageError([`${line.error}. See: ${PROGRAM.name} --help`], PROGRAM.name);
    case "run":
      break;
  }
  const { command, values, operands } = line;
  const env = readEnvironment(process.env, process.stdout.isTTY ?? false, PROGRAM.name);
  // A shell makes `-f a.yaml b.yaml` of `-f *.yaml`: what follows counts as files too.
  const files = [...(line.lists?.["file"] ?? []), ...operands];
  if (files.length > 0 && !OPERANDS.has(command)) {
    return usageError(
      [
        `there is nothing to do with ${JSON.stringify(files[0])}; a configuration is named by --config. See: ${PROGRAM.name} --help`,
      ],
      PROGRAM.name,
    );
  }
  // Each command loads what it needs: a server that nobody asked for would double the time of a version.
  switch (command) {
    case "serve":
      return (await import("./commands/serve.ts")).runServe(values, env);
    case "inject":
      return (await import("./commands/inject.ts")).runInject(files, values, env);
    case "explain":
      return (await import("./commands/explain.ts")).runExplain(files, values, env);
    case "doctor":
      return (await import("./commands/doctor.ts")).runDoctor(values, env);
    case "status":
      return (await import("./commands/status.ts")).runStatus(operands, values, env);
    case "pause":
    case "resume":
      return (await import("./commands/pause.ts")).runPause(command, operands, values, env);
    case "version":
      return console.log(`${PROGRAM.name} ${BUILD.version} (${BUILD.commit})`);
  }
}

/** A bug: say what is known and end with a code of its own, instead of going on in a state that nobody thought of. */
function crash(error: unknown): void {
  console.error(`${PROGRAM.name}: internal error: ${error instanceof Error ? error.stack : String(error)}`);
  process.exit(EXIT.bug);
}

// A reader that has seen enough (`| head`) is no bug.
process.stdout.on("error", (error: NodeJS.ErrnoException) => (error.code === "EPIPE" ? process.exit() : crash(error)));
process.on("uncaughtException", crash);
process.on("unhandledRejection", crash);
void main(process.argv.slice(2));
