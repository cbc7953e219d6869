import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { coverageOf, testsFor } from "./coverage-map.ts";
import { mutantsOf, mutatedCode } from "./mutants.ts";
import { type MutantEnd, runMutant } from "./run-mutant.ts";

const FILE = "certs/add.ts";
const TEST = "certs/add.test.ts";
const SOURCE = `export function add(a: number, b: number): number {
  return a + b;
}
export function loop(ends: boolean): void {
  while (!ends);
}
export function forgotten(a: number): boolean {
  return a > 1;
}
`;
const TESTS = `import assert from "node:assert/strict";
import { it } from "node:test";
import { add, loop } from "./add.ts";
it("adds", () => assert.equal(add(1, 2), 3));
it("adds nothing", () => assert.equal(add(0, 0), 0));
it("ends", () => loop(true));
`;
const ENDLESS = "certs/endless.test.ts";
/** Waits for ever once the sum is wrong, as a test of a whole program may. */
const ENDLESS_TESTS = `import { describe, it } from "node:test";
import { add } from "./add.ts";
describe("a sum", () => it("comes to three", () => {
  while (add(1, 2) !== 3);
}));
`;

describe("a mutant", () => {
  let root = "";
  before(() => {
    root = mkdtempSync(path.join(tmpdir(), "mount-monitor-mutate-"));
    mkdirSync(path.join(root, "certs"));
    writeFileSync(path.join(root, "package.json"), '{"type":"module"}');
    writeFileSync(path.join(root, FILE), SOURCE);
    writeFileSync(path.join(root, TEST), TESTS);
    writeFileSync(path.join(root, ENDLESS), ENDLESS_TESTS);
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  const run = (becomes: string, tests: readonly string[] = [TEST], limitMs = 60_000) => {
    const mutant = mutantsOf(FILE, SOURCE).find((one) => mutatedCode(SOURCE, one).includes(becomes));
    assert.ok(mutant, `no mutant makes ${becomes}`);
    return runMutant({ root, file: FILE, code: mutatedCode(SOURCE, mutant), tests, limitMs });
  };

  it("is killed by a test that fails", async () => assert.equal(await run("a - b"), "killed" satisfies MutantEnd));
  it("runs out of time in a loop", async () => assert.equal(await run("while (ends)", [TEST], 3_000), "timeout"));
  it("is killed before another test never ends", async () =>
    assert.equal(await run("a - b", [TEST, ENDLESS]), "killed"));
  it("survives where no test looks", async () => assert.equal(await run("a >= 1"), "survived"));
  it("is uncovered where no test comes by", async () => assert.equal(await run("a >= 1", []), "uncovered"));
  it("leaves the source as it was", () => assert.equal(readFileSync(path.join(root, FILE), "utf8"), SOURCE));

  it("is tried with the tests that execute its place", () => {
    const coverage = coverageOf(root, TEST);
    assert.ok(coverage);
    const map = new Map([[TEST, coverage]]);
    const at = (words: string) => ({ file: FILE, start: SOURCE.indexOf(words) });
    assert.deepEqual(testsFor(map, at("a + b"), 1), [TEST]);
    assert.deepEqual(testsFor(map, at("a > 1"), 1), []);
  });

  it("is not tried with tests that fail as they are", () => {
    writeFileSync(path.join(root, "certs/bad.test.ts"), "throw new Error();");
    assert.equal(coverageOf(root, "certs/bad.test.ts"), undefined);
  });
});
