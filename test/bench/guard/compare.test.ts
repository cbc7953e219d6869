import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { BenchDocument } from "../report/document.ts";
import { acceptedIn, compare, higherInBoth } from "./compare.ts";
import type { Cost } from "./costs.ts";

const MEMORY: Cost = { suite: "monitor", figure: "memory, 1 instance", atMost: 1.05 };
const CALLS: Cost = { suite: "served", figure: "calls", atMost: 1.15 };

function run(figures: Readonly<Record<string, number>>): BenchDocument {
  const suite = (name: string) => ({
    name,
    about: "",
    figures: Object.entries(figures).map(([figure, value]) => ({ name: figure, value, unit: "count" as const })),
  });
  const machine = { cpu: "", cores: 1, memoryGb: 1, kernel: "" };
  return { machine, versions: {}, quick: true, suites: [suite("monitor"), suite("served")] };
}

const verdicts = (before: BenchDocument, after: BenchDocument, accepted: readonly string[] = []) =>
  compare(before, after, [MEMORY, CALLS], accepted).map(({ verdict }) => verdict.t);

describe("a change and what it costs", () => {
  const before = run({ "memory, 1 instance": 100, calls: 10 });
  const cases = [
    ["is kept", run({ "memory, 1 instance": 100, calls: 9 }), ["kept", "kept"]],
    ["has room for noise", run({ "memory, 1 instance": 105, calls: 11.5 }), ["kept", "kept"]],
    ["is higher", run({ "memory, 1 instance": 106, calls: 11.6 }), ["higher", "higher"]],
    ["is no number", run({ "memory, 1 instance": Number.NaN, calls: 10 }), ["higher", "kept"]],
    ["is not known", run({ calls: 10 }), ["unknown", "kept"]],
  ] as const;
  for (const [what, after, expected] of cases) it(what, () => assert.deepEqual(verdicts(before, after), expected));

  it("is not known where it was not measured before, and not kept where it was nothing", () => {
    assert.deepEqual(verdicts(run({ calls: 0 }), before), ["unknown", "higher"]);
  });

  it("is accepted by a line in a commit that names the figure, and by no other", () => {
    const message = "Say more\n\nHigher cost: memory, 1 instance: it is worth it\nHigher cost: calls";
    const accepted = acceptedIn(message, [MEMORY, CALLS]);
    assert.deepEqual(accepted, ["memory, 1 instance"]);
    assert.deepEqual(verdicts(before, run({ "memory, 1 instance": 200, calls: 20 }), accepted), ["accepted", "higher"]);
  });

  it("counts as higher when it was so twice", () => {
    const costs = [MEMORY, CALLS];
    const high = (figures: Record<string, number>) =>
      compare(before, run(figures), costs, []).filter(({ verdict }) => verdict.t === "higher");
    const both = high({ "memory, 1 instance": 200, calls: 20 });
    const one = high({ "memory, 1 instance": 100, calls: 20 });
    assert.deepEqual(
      higherInBoth(both, one).map(({ cost }) => cost),
      [CALLS],
    );
    assert.deepEqual(higherInBoth(one, []), []);
  });
});
