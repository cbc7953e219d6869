import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatMoment, formatSpan } from "./span.ts";

describe("formatSpan", () => {
  const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
  for (const [ms, expected] of [
    [-1, "0 minutes"],
    [59_000, "0 minutes"],
    [minute, "1 minute"],
    [119 * minute, "119 minutes"],
    [2 * hour, "2 hours"],
    [47.9 * hour, "47 hours"],
    [2 * day, "2 days"],
    [400 * day, "400 days"],
  ] as const)
    it(`${ms} ms are ${expected}`, () => assert.equal(formatSpan(ms), expected));
});

describe("formatMoment", () => {
  it("is exact to the minute", () => assert.equal(formatMoment(1_796_000_000_000), "2026-11-30 00:53 UTC"));
});
