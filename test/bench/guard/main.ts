/** Whether a change costs more than what was there before: `npm run -s bench:guard -- --help`. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import type { BenchDocument } from "../report/document.ts";
import { readDocument } from "../report/read-document.ts";
import { type Base, buildBase, findBase } from "./base.ts";
import { acceptedIn, compare, type Compared, higherInBoth } from "./compare.ts";
import { COSTS, SUITES } from "./costs.ts";
import { renderCompared } from "./render.ts";
import { runQuietly } from "./run-quietly.ts";

const HELP = `Usage: npm run -s bench:guard -- [--base COMMIT]

Measures counts and memory of the programs of this checkout, and in the same run those of an earlier commit, by the
same means; ends with 1 where one has become higher than noise explains. Takes minutes. Counts need valgrind and
strace; without them, less is compared.

  --base COMMIT   what to compare with (default: where this branch left main; on main, the commit before the last)

A change that is worth what it costs says so in its commit, by a line for each figure:

  Higher cost: resident memory, 1 instance: what the memory is for
`;

const root = path.join(import.meta.dirname, "../../..");
const BENCH = path.join(root, "test/bench/main.ts");

const asked = readOptions();
if (asked === undefined) process.exitCode = 2;
else if (asked.help) process.stdout.write(HELP);
else process.exit(await guard(asked.base));

function readOptions() {
  try {
    return parseArgs({ options: { base: { type: "string" }, help: { type: "boolean", short: "h", default: false } } })
      .values;
  } catch (error) {
    console.error(`failed to compare costs: ${(error as Error).message}; npm run -s bench:guard -- --help says more`);
    return undefined;
  }
}

async function guard(askedBase: string | undefined): Promise<number> {
  const base = findBase(askedBase);
  if (base.t === "none") {
    console.log(`there is nothing to compare with: ${base.why}`);
    return askedBase === undefined ? 0 : 2;
  }
  const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-guard-"));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const tree = path.join(folder, "base");
  console.error(`building ${base.subject}`);
  await buildBase(base, tree);
  const measure = (suites: readonly string[]) => measureBoth(base, tree, suites);
  const first = await measure(SUITES);
  console.log(`costs since ${base.subject}\n${renderCompared(first)}`);
  const suspects = first.filter(({ verdict }) => verdict.t === "higher");
  if (suspects.length === 0) return 0;
  console.error("measuring once more what was higher");
  const higher = higherInBoth(suspects, await measure([...new Set(suspects.map(({ cost }) => cost.suite))]));
  console.log(`\nonce more:\n${renderCompared(higher)}`);
  if (higher.length === 0) return 0;
  console.log(
    `${higher.length} costs are higher than before; find out why, or say in the commit what they are for: "Higher cost: ${higher[0]?.cost.figure}: why"`,
  );
  return 1;
}

async function measureBoth(base: Base, tree: string, suites: readonly string[]): Promise<readonly Compared[]> {
  const before = await measureTree(tree, suites);
  const after = await measureTree(root, suites);
  const costs = COSTS.filter(({ suite }) => suites.includes(suite));
  return compare(before, after, costs, acceptedIn(base.messages, COSTS));
}

/** Each in a process of its own, which knows but one tree. */
async function measureTree(tree: string, suites: readonly string[]): Promise<BenchDocument> {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "mount-monitor-guard-")), "figures.json");
  // A suite that cannot measure an older program leaves its figures out; what there is is compared.
  await runQuietly(process.execPath, [BENCH, ...suites, "--quick", "--json", file], {
    env: { ...process.env, BENCH_TREE: tree },
  });
  const read = readDocument(readFileSync(file, "utf8"));
  rmSync(path.dirname(file), { recursive: true, force: true });
  if (!read.ok) throw new Error(`failed to measure ${tree}: ${read.error}`);
  return read.document;
}
