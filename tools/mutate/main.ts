/** `make mutate`: see --help. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { seedOf } from "../../sidecar/src/core/simulation/timeline.ts";
import { createRandom } from "../../test/fuzz/engine/random.ts";
import { coverageOf, testsFor, type TestCoverage } from "./coverage-map.ts";
import { isEquivalent } from "./equivalent.ts";
import { keyOf, openMemory } from "./memory.ts";
import { diffOf, type Mutant, mutantsOf, mutatedCode } from "./mutants.ts";
import { HELP, type MutateOptions, readOptions } from "./options.ts";
import { type JudgedMutant, renderReport } from "./report.ts";
import { type MutantEnd, type MutantRun, runMutant } from "./run-mutant.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const CACHE = path.join(ROOT, ".cache/mutate");
/** The tests of each core stand in it. */
const CORES = ["packages/contract/src", "certs/src/core", "sidecar/src/core", "webhook/src/core"];
/** How long the tests of one mutant take together, when nothing is changed. */
const MOST_TEST_MS = 10_000;

const texts = new Map<string, string>();
/** How long tests take together, in milliseconds. */
const usual = new Map<string, number>();
const UNCHANGED_MS = 300_000;

const read = readOptions(process.argv.slice(2));
switch (read.t) {
  case "help":
    process.stdout.write(HELP);
    break;
  case "wrong":
    console.error(`failed to start: ${read.error}; see --help`);
    process.exitCode = 2;
    break;
  case "run":
    await mutate(read.options);
}

async function mutate(options: MutateOptions): Promise<void> {
  const untilMs = performance.now() + options.seconds * 1000;
  const files = globSync([...options.files], { cwd: ROOT }).filter((file) => !/\.test\.ts$|\/generated\//.test(file));
  if (files.length === 0) {
    console.error(`failed to start: no source matches ${options.files.join(" ")}`);
    process.exitCode = 2;
    return;
  }
  const coverage = readCoverage(files, options.tests);
  const memory = openMemory<MutantEnd>(path.join(CACHE, "ends.json"));
  const judged: JudgedMutant[] = [];
  const queue = files.toSorted().flatMap((file) => picked(file, options));
  console.log(`${queue.length} mutants of ${files.length} files`);
  const work = async () => {
    for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
      const known = performance.now() > untilMs ? "only if known" : options.fresh ? "anew" : "if known";
      const one = await judge(mutant, coverage, memory, known);
      if (one !== undefined) judged.push(one);
    }
  };
  await Promise.all(Array.from({ length: options.jobs }, work));
  console.log(
    renderReport(judged.toSorted((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1))),
  );
}

function picked(file: string, { sample, seed }: MutateOptions): Mutant[] {
  const mutants = mutantsOf(file, textOf(file));
  if (sample === undefined) return mutants;
  const random = createRandom(seedOf(seed, file));
  while (mutants.length > sample) mutants.splice(random.below(mutants.length), 1);
  return mutants;
}

async function judge(
  mutant: Mutant,
  coverage: ReadonlyMap<string, TestCoverage>,
  memory: ReturnType<typeof openMemory<MutantEnd>>,
  remembers: "anew" | "if known" | "only if known",
): Promise<JudgedMutant | undefined> {
  const { file, line, operator } = mutant;
  const text = textOf(file);
  const diff = diffOf(text, mutant);
  const found = { file, line, operator, diff };
  if (isEquivalent(file, diff)) return { ...found, end: "equivalent" };
  const tests = testsFor(coverage, mutant, MOST_TEST_MS);
  const key = keyOf(file, text, JSON.stringify(mutant), ...tests.map(textOf));
  const known = remembers === "anew" ? undefined : memory.get(key);
  if (known !== undefined) return { ...found, end: known };
  if (remembers === "only if known") return undefined;
  const end = tests.length === 0 ? "uncovered" : await runAgainst(tests, file, text, mutatedCode(text, mutant));
  memory.set(key, end);
  // At once: what stops the run must not take along what was found out.
  memory.save();
  if (end === "survived" || end === "uncovered") console.log(`${file}:${line} ${end}: ${diff[1]}`);
  return { ...found, end };
}

async function runAgainst(tests: readonly string[], file: string, text: string, code: string): Promise<MutantEnd> {
  const run = { root: ROOT, file, tests };
  const usualMs = await usualMsOf(run, text);
  return runMutant({ ...run, code, limitMs: 10_000 + 5 * usualMs });
}

/**
 * How long the tests take together when nothing is changed. A failure would tell nothing where they fail as they are, and
 * a time limit nothing on a machine that has a lot to do.
 */
async function usualMsOf(run: Pick<MutantRun, "root" | "file" | "tests">, text: string): Promise<number> {
  const key = run.tests.join(" ");
  const known = usual.get(key);
  if (known !== undefined) return known;
  const startMs = performance.now();
  const nothing = { file: run.file, start: 0, end: 0, replacement: "", operator: "none", line: 1 };
  const end = await runMutant({ ...run, code: mutatedCode(text, nothing), limitMs: UNCHANGED_MS });
  if (end !== "survived")
    throw new Error(
      `failed to judge: without any change the tests end as ${end}, run together: ${key}; see that they pass`,
    );
  const ms = performance.now() - startMs;
  usual.set(key, ms);
  return ms;
}

/** Of each file of tests beside the sources, as long as neither it nor any source of its core has changed. */
function readCoverage(
  files: readonly string[],
  only: readonly string[] | undefined,
): ReadonlyMap<string, TestCoverage> {
  const memory = openMemory<TestCoverage | "fails">(path.join(CACHE, "coverage.json"));
  const coverage = new Map<string, TestCoverage>();
  for (const core of CORES.filter((folder) => files.some((file) => file.startsWith(`${folder}/`)))) {
    const all = globSync(`${core}/**/*.ts`, { cwd: ROOT }).toSorted();
    const isTest = (file: string) => file.endsWith(".test.ts");
    const wanted = only?.map((glob) => path.normalize(glob));
    const tests = all.filter((file) => isTest(file) && (wanted?.some((glob) => path.matchesGlob(file, glob)) ?? true));
    const state = keyOf(...all.filter((file) => !isTest(file)).map(textOf));
    for (const [index, test] of tests.entries()) {
      const key = keyOf(state, test, textOf(test));
      if (memory.get(key) === undefined)
        process.stderr.write(`\r${core}: ${index + 1} of ${tests.length} files of tests`);
      const known = memory.get(key) ?? coverageOf(ROOT, test) ?? "fails";
      memory.set(key, known);
      if (known === "fails") console.log(`${test} fails as it is, and is left out`);
      else coverage.set(test, known);
    }
    if (process.stderr.isTTY) process.stderr.write("\n");
    memory.save();
  }
  return coverage;
}

function textOf(file: string): string {
  const text = texts.get(file) ?? readFileSync(path.join(ROOT, file), "utf8");
  texts.set(file, text);
  return text;
}
