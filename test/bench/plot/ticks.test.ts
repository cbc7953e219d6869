import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { tickText, ticksTo } from "./ticks.ts";

describe("ticks", () => {
  const cases: ReadonlyArray<readonly [number, number, readonly number[]]> = [
    [64, 8, [0, 10, 20, 30, 40, 50, 60, 70]],
    [2_000, 8, [0, 250, 500, 750, 1_000, 1_250, 1_500, 1_750, 2_000]],
    [0.3, 3, [0, 0.1, 0.2, 0.3]],
    [0, 5, [0, 1]],
  ];
  for (const [max, about, ticks] of cases)
    it(`to ${max} are ${ticks.join(" ")}`, () => assert.deepEqual(ticksTo(max, about), ticks));

  it("reach the largest value, without an empty step, and are not many more than asked for", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), fc.integer({ min: 2, max: 12 }), (max, about) => {
        const ticks = ticksTo(max, about);
        assert.ok((ticks.at(-1) ?? 0) >= max * (1 - 1e-6));
        assert.ok((ticks.at(-2) ?? 0) < max);
        assert.ok(ticks.length <= about + 2);
      }),
    );
  });

  const texts: ReadonlyArray<readonly [number, string]> = [
    [0, "0"],
    [0.25, "0.25"],
    [1_000, "1,000"],
    [1_234_567.5, "1,234,567.5"],
  ];
  for (const [value, text] of texts) it(`are written as ${text}`, () => assert.equal(tickText(value), text));
});
