/** `make fuzz`: see --help. */
import { readFileSync } from "node:fs";
import { check } from "./engine/check.ts";
import { writeFound } from "./engine/corpus.ts";
import type { Find } from "./engine/explore.ts";
import { type Outcome, runTarget } from "./engine/run-target.ts";
import { type FuzzOptions, HELP, readOptions } from "./options.ts";
import { findTarget, TARGETS } from "./targets/index.ts";

const read = readOptions(
  process.argv.slice(2),
  TARGETS.map(({ name }) => name),
  Math.floor(Math.random() * 1e9),
);
switch (read.t) {
  case "help":
    process.stdout.write(HELP);
    break;
  case "list":
    for (const { name, holds } of TARGETS) console.log(`${name}: ${holds}`);
    break;
  case "wrong":
    console.error(`failed to start: ${read.error}; see --help`);
    process.exitCode = 2;
    break;
  case "run":
    process.exitCode = (await (read.options.replay === undefined ? fuzz(read.options) : replay(read.options))) ? 0 : 1;
}

async function fuzz({ targets, seconds, seed, keeps }: FuzzOptions): Promise<boolean> {
  console.log(`${targets.length} targets for ${seconds} s in all, seed ${seed}`);
  let executions = 0;
  let finds = 0;
  for (const target of targets) {
    const outcome = await runTarget({ target, seed, keeps, seconds: seconds / targets.length });
    executions += outcome.t === "done" ? outcome.explored.executions : outcome.executions;
    console.log(`${target}: ${summary(outcome)}`);
    for (const find of outcome.t === "done" ? outcome.explored.finds : [outcome.find]) {
      finds++;
      tell(target, find);
    }
  }
  console.log(`${executions} executions, ${finds === 0 ? "everything held" : `${finds} finds`}`);
  return finds === 0;
}

function summary(outcome: Outcome): string {
  switch (outcome.t) {
    case "lost":
      return `${outcome.executions} executions, then one did not come back`;
    case "done": {
      const { executions, blocks, reached, slowestMs, slowest } = outcome.explored;
      const slow = `slowest ${slowestMs.toFixed(0)} ms for ${slowest.length} bytes`;
      return `${executions} executions, ${blocks} blocks of code, ${reached.length} inputs reached new ones, ${slow}`;
    }
  }
}

function tell(target: string, { input, failure }: Find): void {
  const file = writeFound(target, input);
  const where = failure.stack.split("\n").find((line) => /\/(?:packages|certs|sidecar|webhook)\//.test(line)) ?? "";
  console.log(`  FOUND ${failure.message.slice(0, 600)}`);
  if (where !== "") console.log(`  ${where.trim()}`);
  console.log(`  again: npm run -s fuzz -- ${target} --replay ${file}`);
}

async function replay({ targets: [name = ""], replay: file = "" }: FuzzOptions): Promise<boolean> {
  const target = findTarget(name);
  if (target === undefined) return false;
  const failure = await check(target, readFileSync(file));
  console.log(failure === undefined ? `${file}: everything holds` : failure.stack);
  return failure === undefined;
}
