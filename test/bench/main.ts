/** What mount-monitor costs, as one table: `npm run -s bench -- --help`. */
import { closeSync, openSync, writeFileSync } from "node:fs";
import { readArguments, type RunArguments } from "./report/arguments.ts";
import type { SuiteReport } from "./report/document.ts";
import { helpText, listText } from "./report/help.ts";
import { readMachine, readVersions } from "./report/machine.ts";
import { exitCode, runSuites } from "./report/run-suites.ts";
import { renderTable } from "./report/table.ts";
import { SUITES } from "./suites.ts";

const asked = readArguments(
  process.argv.slice(2),
  SUITES.map(({ name }) => name),
);
switch (asked.t) {
  case "help":
    process.stdout.write(helpText(SUITES));
    break;
  case "list":
    console.log(listText(SUITES));
    break;
  case "wrong":
    console.error(`failed to run the benches: ${asked.error}; npm run -s bench -- --help says more`);
    process.exitCode = 2;
    break;
  case "run":
    // What was started ends with us, and has to be told for that.
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
    // What a suite leaves behind must not hold up the end.
    process.exit(await run(asked));
}

async function run({ suites: names, quick, budgets, json, peers }: RunArguments): Promise<number> {
  const unwritable = json === undefined ? undefined : whyUnwritable(json);
  if (unwritable !== undefined) {
    console.error(
      `failed to run the benches: ${json} cannot be written: ${unwritable}; name another file after --json`,
    );
    return 2;
  }
  const beganMs = performance.now();
  const nowMs = () => performance.now() - beganMs;
  const progress = (line: string) => console.error(`${(nowMs() / 1000).toFixed(0).padStart(4)}s  ${line}`);
  const chosen = SUITES.filter(({ name }) => names.includes(name));
  const frame = { machine: readMachine(), versions: readVersions(), quick };
  const finished = (suites: readonly SuiteReport[]) => {
    if (json !== undefined) writeFileSync(json, `${JSON.stringify({ ...frame, suites }, null, 2)}\n`);
  };
  const suites = await runSuites(chosen, { quick, peers, progress, finished, nowMs });
  console.log(renderTable({ ...frame, suites: [...suites] }));
  return exitCode(suites, { budgets });
}

/** Asked before anything is measured: it would otherwise be known after minutes. What is in the file stays until then. */
function whyUnwritable(file: string): string | undefined {
  try {
    closeSync(openSync(file, "a"));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
