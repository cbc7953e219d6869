import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CLEAR, sampleTrack, unhealthy } from "../simulation/samples.ts";
import { explainHold, findHold, type Hold, holdEndsAtMs, type Surroundings } from "./hold.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = 100 * HOUR;
const BUDGET = { limit: 3, windowMs: HOUR };
const UNLIMITED = { limit: undefined, windowMs: 0 };

const settled = sampleTrack({}, { ...unhealthy(NOW), healthyMs: 30_000 });
const fresh = sampleTrack({}, { ...unhealthy(NOW), healthyMs: 29_999 });
const paused: Surroundings = { ...CLEAR, pause: { t: "paused", untilMs: NOW + 1 } };
const spent = [NOW - 3, NOW - 2, NOW - 1];

describe("findHold", () => {
  const table: ReadonlyArray<
    readonly [
      what: string,
      track: typeof settled,
      history: readonly number[],
      budget: typeof BUDGET | typeof UNLIMITED,
      around: Surroundings,
      hold: Hold | undefined,
    ]
  > = [
    ["nothing holds", settled, [], BUDGET, CLEAR, undefined],
    ["a copy of the pod", settled, spent, BUDGET, { ...paused, injected: false }, { reason: "not-injected" }],
    ["paused", settled, spent, BUDGET, paused, { reason: "paused", pause: { t: "paused", untilMs: NOW + 1 } }],
    [
      "a pause that cannot be read pauses",
      settled,
      [],
      BUDGET,
      { ...CLEAR, pause: { t: "malformed", value: "ja" } },
      { reason: "paused", pause: { t: "malformed", value: "ja" } },
    ],
    ["budget", settled, spent, BUDGET, CLEAR, { reason: "budget", untilMs: NOW - 3 + HOUR }],
    ["a budget that has room again", settled, [NOW - HOUR, NOW - HOUR, NOW - 20 * MINUTE], BUDGET, CLEAR, undefined],
    ["no budget", settled, spent, UNLIMITED, CLEAR, undefined],
    [
      "never settled since the last restart",
      fresh,
      [NOW - 1],
      BUDGET,
      CLEAR,
      { reason: "settling", untilMs: NOW - 1 + 5 * MINUTE },
    ],
    ["never settled, but there was no restart", fresh, [], BUDGET, CLEAR, undefined],
    ["never settled, long after the last restart", fresh, [NOW - 5 * MINUTE], BUDGET, CLEAR, undefined],
    [
      "never settled, generous budget",
      fresh,
      [NOW - 1],
      { limit: 60, windowMs: HOUR },
      CLEAR,
      { reason: "settling", untilMs: NOW - 1 + MINUTE },
    ],
    [
      "never settled, no budget",
      fresh,
      [NOW - 1],
      UNLIMITED,
      CLEAR,
      { reason: "settling", untilMs: NOW - 1 + 5 * MINUTE },
    ],
  ];
  for (const [what, track, history, budget, around, expected] of table) {
    it(what, () => assert.deepEqual(findHold([track], history, budget, around, NOW), expected));
  }
  it("lets one settled mount speak for all", () => {
    assert.equal(findHold([fresh, settled], [NOW - 1], BUDGET, CLEAR, NOW), undefined);
  });
  it("asks no more healthy time than one interval", () => {
    const eager = sampleTrack({ checkInterval: "1s" }, { ...unhealthy(NOW), healthyMs: 1_000 });
    assert.equal(findHold([eager], [NOW - 1], BUDGET, CLEAR, NOW), undefined);
  });
});

describe("explainHold", () => {
  const table: ReadonlyArray<readonly [hold: Hold, endsAtMs: number | undefined, sentence: string]> = [
    [
      { reason: "not-injected" },
      undefined,
      "not restarting: this pod does not carry the label mount-monitor.io/injected, so it is taken for a copy",
    ],
    [
      { reason: "paused", pause: { t: "paused", untilMs: undefined } },
      undefined,
      "not restarting: paused by annotation mount-monitor.io/pause",
    ],
    [
      { reason: "paused", pause: { t: "paused", untilMs: NOW + 90_000 } },
      NOW + 90_000,
      "not restarting: paused by annotation mount-monitor.io/pause, for another 1m30s",
    ],
    [
      { reason: "paused", pause: { t: "malformed", value: 'ja "ja"' } },
      undefined,
      'not restarting: annotation mount-monitor.io/pause is "ja \\"ja\\"", which is taken as true; write true, a duration such as 2h, or a time such as 2026-01-31T18:00:00Z',
    ],
    [
      { reason: "budget", untilMs: NOW + 20 * MINUTE },
      NOW + 20 * MINUTE,
      "not restarting yet: the budget of 3 per 1h is spent; next restart in 20m",
    ],
    [
      { reason: "settling", untilMs: NOW + 2 * MINUTE },
      NOW + 2 * MINUTE,
      "not restarting yet: the mount was hardly healthy since the last restart; next restart in 2m",
    ],
  ];
  for (const [hold, endsAtMs, sentence] of table) {
    it(sentence, () => {
      assert.equal(explainHold(hold, BUDGET, NOW), sentence);
      assert.equal(holdEndsAtMs(hold), endsAtMs);
    });
  }
});
