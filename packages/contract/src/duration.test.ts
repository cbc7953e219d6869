import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { formatDuration, formatElapsed, parseDuration } from "./duration.ts";

describe("parseDuration", () => {
  const good: ReadonlyArray<readonly [text: string, ms: number]> = [
    ["0", 0],
    ["0s", 0],
    ["500ms", 500],
    ["30s", 30_000],
    ["1m30s", 90_000],
    ["1.5h", 5_400_000],
    ["2h0.5s", 7_200_500],
    ["87600h", 315_360_000_000],
    [`${"0".repeat(63)}s`, 0],
  ];
  for (const [text, ms] of good) {
    it(`reads ${text}`, () => assert.deepEqual(parseDuration(text), { ok: true, ms }));
  }

  const bad: ReadonlyArray<readonly [text: string, error: string]> = [
    ["", "is not a duration such as 500ms, 30s or 1m30s"],
    ["30", "has no unit (ms, s, m or h)"],
    ["-5s", "is not a duration such as 500ms, 30s or 1m30s"],
    ["5 s", "is not a duration such as 500ms, 30s or 1m30s"],
    ["1d", "is not a duration such as 500ms, 30s or 1m30s"],
    ["1m30", "is not a duration such as 500ms, 30s or 1m30s"],
    [`${"0".repeat(64)}s`, "is not a duration such as 500ms, 30s or 1m30s"],
    ["1e3s", "is not a duration such as 500ms, 30s or 1m30s"],
    ["99999999h", "is longer than ten years"],
    ["9".repeat(400) + "s", "is not a duration such as 500ms, 30s or 1m30s"],
  ];
  for (const [text, error] of bad) {
    it(`refuses ${JSON.stringify(text.slice(0, 20))}`, () =>
      assert.deepEqual(parseDuration(text), { ok: false, error }));
  }

  it("reads back whatever formatDuration writes", () => {
    fc.assert(
      fc.property(fc.nat(3_600_000_000), (ms) => {
        assert.deepEqual(parseDuration(formatDuration(ms)), { ok: true, ms });
      }),
    );
  });

  it("never throws and never returns a number that a timer cannot take", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const parsed = parseDuration(text);
        if (parsed.ok) assert.ok(Number.isSafeInteger(parsed.ms) && parsed.ms >= 0);
      }),
    );
  });
});

describe("formatElapsed", () => {
  const table: ReadonlyArray<readonly [ms: number, text: string]> = [
    [0, "0s"],
    [-1, "0s"],
    [217, "217ms"],
    [1_000, "1s"],
    [1_217, "1s"],
    [90_217, "1m30s"],
    [3_600_000, "1h"],
  ];
  for (const [ms, text] of table) it(`${ms} ms is ${text}`, () => assert.equal(formatElapsed(ms), text));
});
