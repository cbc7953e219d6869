import { EXIT } from "@mount-monitor/contract";
import { readCommandLine, renderHelp } from "@mount-monitor/process";
import { BUILD } from "./build-info.ts";
import { usageError } from "./commands/usage-error.ts";
import { readEnvironment } from "./environment.ts";
import { PROGRAM } from "./program.ts";

async function main(argv: readonly string[]): Promise<void> {
  const line = readCommandLine(PROGRAM, argv, process.env);
  switch (line.t) {
    case "help":
      return console.log(renderHelp(PROGRAM, line.command));
    case "wrong":
      return usageError([`${line.error}. See: ${PROGRAM.name} --help`]);
    case "run":
      break;
  }
  const { command, values, operands } = line;
  const env = readEnvironment(process.env, process.stdout.isTTY ?? false);
  // A shell makes `-f a.yaml b.yaml` of `-f *.yaml`: what follows counts as files too.
  const files = [...(line.lists?.["file"] ?? []), ...operands];
  if (files.length > 0 && command !== "inject" && command !== "explain") {
    return usageError([
      `there is nothing to do with ${JSON.stringify(files[0])}; a configuration is named by --config. See: ${PROGRAM.name} --help`,
    ]);
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
    case "version":
      return console.log(`${BUILD.name} ${BUILD.version} (${BUILD.commit})`);
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
