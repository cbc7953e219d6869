import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { EQUIVALENT, isEquivalent } from "./equivalent.ts";
import { keyOf, openMemory } from "./memory.ts";
import { diffOf, mutantsOf } from "./mutants.ts";
import { HELP, readOptions } from "./options.ts";
import { type JudgedMutant, renderReport } from "./report.ts";

const one = (file: string, end: JudgedMutant["end"]): JudgedMutant => ({
  file,
  line: 3,
  operator: "relation",
  diff: ["a < b", "a <= b"],
  end,
});

describe("the report", () => {
  it("counts by file, leaves out what no test can notice, and shows what survived", () =>
    assert.equal(
      renderReport([one("a.ts", "killed"), one("a.ts", "survived"), one("b.ts", "timeout"), one("b.ts", "equivalent")]),
      [
        "file  killed  timeout  survived  uncovered  equivalent    score",
        "a.ts       1        0         1          0           0   50.0 %",
        "b.ts       0        1         0          0           1  100.0 %",
        "all        1        1         1          0           1   66.7 %",
        "",
        "a.ts:3 survived (relation)",
        "  - a < b",
        "  + a <= b",
      ].join("\n"),
    ));
});

describe("equivalent mutants", () => {
  it("are there, as they are named", () => {
    for (const { file, before, after } of EQUIVALENT) {
      const text = readFileSync(path.resolve(import.meta.dirname, "../..", file), "utf8");
      const diffs = mutantsOf(file, text).map((mutant) => diffOf(text, mutant));
      assert.ok(
        diffs.some((diff) => isEquivalent(file, diff) && diff[0] === before && diff[1] === after),
        `${file} has no mutant that makes ${after} of ${before}; remove the entry`,
      );
    }
  });
});

describe("the memory", () => {
  it("gives back what was saved, and nothing of a damaged file", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-memory-"));
    const file = path.join(folder, "below/ends.json");
    const memory = openMemory<string>(file);
    memory.set("a", "killed");
    memory.save();
    assert.equal(openMemory<string>(file).get("a"), "killed");
    writeFileSync(file, "[");
    assert.equal(openMemory<string>(file).get("a"), undefined);
    assert.notEqual(keyOf("ab", "c"), keyOf("a", "bc"));
    rmSync(folder, { recursive: true });
  });
});

describe("the command line", () => {
  it("takes globs and numbers, and refuses all else", () => {
    const read = readOptions(["a/*.ts", "--sample", "3", "--seed=4", "--fresh", "--tests", "b"]);
    assert.deepEqual(read, {
      t: "run",
      options: { files: ["a/*.ts"], sample: 3, seed: 4, seconds: 3600, jobs: 1, fresh: true, tests: ["b"] },
    });
    for (const argv of [["--sample", "0"], ["--jobs", "x"], ["--nonsense"]]) assert.equal(readOptions(argv).t, "wrong");
    assert.equal(readOptions(["--help"]).t, "help");
    for (const flag of ["--sample", "--seed", "--seconds", "--jobs", "--fresh", "--tests"])
      assert.ok(HELP.includes(flag));
  });
});
