import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { budgetAllowsAtMs, HISTORY_MS, rememberRestart } from "./budget.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DEFAULT = { limit: 3, windowMs: HOUR };

describe("budgetAllowsAtMs", () => {
  const NOW = 100 * HOUR;
  const table: ReadonlyArray<
    readonly [
      what: string,
      agoMs: readonly number[],
      budget: typeof DEFAULT | { limit: undefined; windowMs: 0 },
      waitMs: number,
    ]
  > = [
    ["none before", [], DEFAULT, -Infinity],
    ["two before", [2, 1], DEFAULT, -Infinity],
    ["three, just now: until the first leaves the window", [30 * MINUTE, 20 * MINUTE, 0], DEFAULT, 30 * MINUTE],
    ["three, together: an hour", [0, 0, 0], DEFAULT, HOUR],
    [
      "three, long ago: 20 minutes after the last are over",
      [5 * HOUR, 4 * HOUR, 3 * HOUR],
      DEFAULT,
      -3 * HOUR + 20 * MINUTE,
    ],
    ["four in a day: twice as long", [9 * HOUR, 5 * HOUR, 3 * HOUR, 0], DEFAULT, 40 * MINUTE],
    ["five in a day: twice as long again", [9 * HOUR, 8 * HOUR, 5 * HOUR, 3 * HOUR, 0], DEFAULT, 80 * MINUTE],
    [
      "twenty in a day: six hours and no more",
      Array.from({ length: 20 }, (_, index) => (20 - index) * HOUR),
      DEFAULT,
      5 * HOUR,
    ],
    ["more than a day ago: forgotten", [HISTORY_MS, HISTORY_MS, HISTORY_MS], DEFAULT, -Infinity],
    ["unlimited", [0, 0, 0, 0, 0, 0], { limit: undefined, windowMs: 0 }, -Infinity],
    ["one a day", [HOUR], { limit: 1, windowMs: 24 * HOUR }, 23 * HOUR],
  ];
  for (const [what, agoMs, budget, waitMs] of table) {
    it(what, () =>
      assert.equal(
        budgetAllowsAtMs(
          agoMs.map((ms) => NOW - ms),
          budget,
          NOW,
        ),
        NOW + waitMs,
      ),
    );
  }

  it("never allows more than the limit within any window, however eager the caller", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1_000, max: 24 * HOUR }),
        fc.array(fc.integer({ min: 0, max: HOUR }), { maxLength: 20 }),
        (limit, windowMs, pauses) => {
          let nowMs = 0;
          let history: number[] = [];
          const all: number[] = [];
          for (let count = 0; count < limit + pauses.length; count++) {
            nowMs = Math.max(nowMs + (pauses[count] ?? 0), budgetAllowsAtMs(history, { limit, windowMs }, nowMs));
            history = rememberRestart(history, nowMs);
            all.push(nowMs);
          }
          for (const [index, restartMs] of all.entries()) {
            const earlierMs = all[index - limit];
            if (earlierMs !== undefined)
              assert.ok(restartMs - earlierMs >= windowMs, `${index}: ${earlierMs}, ${restartMs}`);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it("always allows another one within a day and six hours", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 48 * HOUR }), { maxLength: 80 }),
        fc.integer({ min: 1, max: 5 }),
        (times, limit) => {
          const history = times.toSorted((a, b) => a - b);
          const nowMs = 48 * HOUR;
          assert.ok(budgetAllowsAtMs(history, { limit, windowMs: 24 * HOUR }, nowMs) <= nowMs + 24 * HOUR);
        },
      ),
    );
  });
});

describe("rememberRestart", () => {
  it("forgets what is older than a day, and stays bounded", () => {
    assert.deepEqual(
      rememberRestart([0, 1, HISTORY_MS], HISTORY_MS + 1),
      [HISTORY_MS, HISTORY_MS + 1].filter((ms) => ms > 1),
    );
    let history: number[] = [];
    for (let restartMs = 0; restartMs < 5_000; restartMs++) history = rememberRestart(history, restartMs);
    assert.ok(history.length <= 1_000, String(history.length));
    assert.equal(history.at(-1), 4_999);
  });
});
