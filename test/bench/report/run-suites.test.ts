import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Figure } from "./figure.ts";
import { exitCode, runSuites } from "./run-suites.ts";
import type { Suite } from "./suite.ts";

const figure: Figure = { name: "a", value: 2, unit: "ms", budget: { of: "value", atMost: 1 } };

function suite(name: string, more: Partial<Suite> = {}): Suite {
  const run: Suite["run"] = ({ tell }) => Promise.resolve(tell(figure));
  return { name, about: `about ${name}`, missing: () => undefined, run, ...more };
}

async function report(suites: readonly Suite[]) {
  const said: string[] = [];
  const finished: number[] = [];
  const reports = await runSuites(suites, {
    quick: false,
    peers: [],
    progress: (line) => void said.push(line),
    finished: (reports) => void finished.push(reports.length),
    nowMs: () => 0,
  });
  return { reports, said, finished };
}

describe("running suites", () => {
  it("tells figures as they come, with what follows from them", async () => {
    const { reports, said } = await report([suite("one")]);
    assert.deepEqual(reports, [
      {
        name: "one",
        about: "about one",
        seconds: 0,
        figures: [{ name: "a", value: 2, unit: "ms", budget: { of: "value", atMost: 1, met: false } }],
      },
    ]);
    assert.deepEqual(said, ["one: about one", "one: a: 2 ms"]);
  });

  it("tells what it has after each", async () => {
    const broken = suite("two", { run: () => Promise.reject(new Error("no port")) });
    const { finished } = await report([suite("one", { missing: () => "needs a moon" }), broken, suite("three")]);
    assert.deepEqual(finished, [1, 2, 3]);
  });

  it("says why one cannot run, and runs the others", async () => {
    const { reports } = await report([suite("one", { missing: () => "needs a moon" }), suite("two")]);
    assert.deepEqual(reports[0], { name: "one", about: "about one", missing: "needs a moon", figures: [] });
    assert.equal(reports[1]?.figures.length, 1);
  });

  it("keeps the figures of one that breaks, and runs the others", async () => {
    const broken = suite("one", {
      run({ tell }) {
        tell(figure);
        return Promise.reject(new Error("no port"));
      },
    });
    const { reports } = await report([broken, suite("two")]);
    assert.equal(reports[0]?.failed, "Error: no port");
    assert.deepEqual(
      reports.map(({ figures }) => figures.length),
      [1, 1],
    );
  });

  const exits: ReadonlyArray<readonly [string, Partial<Suite>, boolean, 0 | 1]> = [
    ["a missed budget", {}, false, 0],
    ["a missed budget, with --budgets", {}, true, 1],
    ["no figure, with --budgets", { run: () => Promise.resolve() }, true, 0],
    ["a suite that breaks", { run: () => Promise.reject(new Error("no port")) }, false, 1],
    ["a suite that cannot run", { missing: () => "needs a moon" }, true, 0],
  ];
  for (const [what, more, budgets, code] of exits) {
    it(`ends with ${code} after ${what}`, async () => {
      const { reports } = await report([suite("one", more)]);
      assert.equal(exitCode(reports, { budgets }), code);
    });
  }
});
