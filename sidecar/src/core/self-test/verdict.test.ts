import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Trial } from "./trial.ts";
import { isNextNoForPeople, judgeTrial, nextTrialInMs, type SelfTestState, UNTRIED } from "./verdict.ts";

const ALLOWED: Trial = { t: "allowed", message: "the pod may restart itself" };
const REFUSED: Trial = { t: "refused", message: "no permission" };
const UNCLEAR: Trial = { t: "unclear", message: "no answer" };

/** What is known, and what was said, after some tries. */
function after(...trials: readonly Trial[]) {
  let state: SelfTestState = UNTRIED;
  const said: (string | undefined)[] = [];
  for (const trial of trials) {
    const judged = judgeTrial(state, trial);
    state = judged.after;
    said.push(judged.news);
  }
  return { state, said, ok: state.verdict?.ok };
}

const times = (count: number, trial: Trial): Trial[] => Array.from({ length: count }, () => trial);

describe("what is known after some tries", () => {
  const table: ReadonlyArray<readonly [what: string, trials: readonly Trial[], ok: boolean | undefined]> = [
    ["nothing before the first", [], undefined],
    ["a yes at once", [ALLOWED], true],
    ["a no at once", [REFUSED], false],
    ["a no where nobody answers from the start", [UNCLEAR], false],
    ["a yes that comes late", [REFUSED, REFUSED, ALLOWED], true],
    ["a no where a grant is taken away", [ALLOWED, REFUSED], false],
    ["still a yes while the API is away for two minutes", [ALLOWED, ...times(4, UNCLEAR)], true],
    ["a no where it is away for longer", [ALLOWED, ...times(5, UNCLEAR)], false],
    ["a yes again when it is back", [ALLOWED, ...times(5, UNCLEAR), ALLOWED], true],
    ["each absence anew", [ALLOWED, ...times(4, UNCLEAR), ALLOWED, ...times(4, UNCLEAR)], true],
    ["a no when it is back and refuses", [ALLOWED, UNCLEAR, REFUSED], false],
    ["still a no where it is away after a no", [REFUSED, UNCLEAR], false],
  ];
  for (const [what, trials, ok] of table) it(what, () => assert.equal(after(...trials).ok, ok));

  it("has the words of the try that it comes from", () => {
    assert.equal(after(REFUSED).state.verdict?.message, "no permission");
    assert.equal(after(ALLOWED, UNCLEAR).state.verdict?.message, "the pod may restart itself");
    assert.equal(after(REFUSED, UNCLEAR).state.verdict?.message, "no answer");
  });
});

describe("what is said in the log", () => {
  const table: ReadonlyArray<readonly [what: string, trials: readonly Trial[], said: readonly (string | undefined)[]]> =
    [
      ["a yes once", [ALLOWED, ALLOWED], ["allowed", undefined]],
      [
        "no word about a grant that comes a moment late",
        [REFUSED, REFUSED, ALLOWED],
        [undefined, undefined, "allowed"],
      ],
      ["a no from the third on", times(3, REFUSED), [undefined, undefined, "refused"]],
      ["a grant that is taken away at once", [ALLOWED, REFUSED], ["allowed", "refused"]],
      ["no word about a short absence", [ALLOWED, UNCLEAR, ALLOWED], ["allowed", undefined, undefined]],
      [
        "a long absence",
        [ALLOWED, ...times(5, UNCLEAR)],
        ["allowed", undefined, undefined, undefined, undefined, "refused"],
      ],
    ];
  for (const [what, trials, said] of table) it(what, () => assert.deepEqual(after(...trials).said, [...said]));

  it("repeats a no ever more rarely", () => {
    const { said } = after(...times(40, REFUSED));
    assert.deepEqual(
      said.flatMap((word, index) => (word === undefined ? [] : [index + 1])),
      [3, 4, 8, 16, 32],
    );
  });
});

describe("when it is tried", () => {
  const waits = (trial: Trial, count: number, random: number) =>
    Array.from({ length: count }, (_, index) => nextTrialInMs(after(...times(index, trial)).state, random));

  it("is soon at first, and then every ten minutes", () => {
    assert.deepEqual(waits(REFUSED, 7, 0.5), [2_000, 3_000, 5_000, 20_000, 90_000, 600_000, 600_000]);
    assert.deepEqual(waits(ALLOWED, 3, 0.5), [2_000, 600_000, 600_000]);
  });
  it("is soon again where a yes is followed by a no or by silence", () => {
    for (const trial of [REFUSED, UNCLEAR]) assert.equal(nextTrialInMs(after(ALLOWED, trial).state, 0.5), 3_000);
  });
  it("is spread by a tenth", () => {
    assert.deepEqual([waits(ALLOWED, 2, 0)[1], waits(ALLOWED, 2, 1)[1]], [540_000, 660_000]);
  });
  it("finds a missing grant within a quarter of a minute in a way that is in the log", () => {
    const untilWarnedMs = waits(REFUSED, 3, 1).reduce((sum, ms) => sum + ms, 0);
    assert.ok(untilWarnedMs <= 15_000, String(untilWarnedMs));
  });
  it("tells people of the fifth no in a row and of those after it", () => {
    assert.deepEqual(
      [0, 3, 4, 5, 9].map((noes) => isNextNoForPeople({ verdict: undefined, noes })),
      [false, false, true, true, true],
    );
  });
});
