import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { formatTime, parseTime } from "./time.ts";

describe("parseTime", () => {
  const table: ReadonlyArray<readonly [text: string, iso: string | undefined]> = [
    ["2026-11-21T10:30:00Z", "2026-11-21T10:30:00.000Z"],
    ["2026-11-21T10:30:00+02:00", "2026-11-21T08:30:00.000Z"],
    ["2026-11-21 10:30", "2026-11-21T10:30:00.000Z"],
    ["2026-11-21", "2026-11-21T00:00:00.000Z"],
    ["2026-11-21T10:30:00z", "2026-11-21T10:30:00.000Z"],
    ["2026-02-31", undefined],
    ["on 2026-11-21", undefined],
    ["2026-11-21 or so", undefined],
    ["2026-11-21T25:00:00Z", undefined],
    ["tomorrow", undefined],
    ["", undefined],
  ];
  for (const [text, iso] of table) {
    it(`${JSON.stringify(text)} is ${iso}`, () => {
      const ms = parseTime(text);
      assert.equal(ms === undefined ? undefined : formatTime(ms), iso);
    });
  }

  it("keeps within what a date can be", () => {
    assert.equal(formatTime(-1), "1970-01-01T00:00:00.000Z");
    assert.equal(formatTime(Infinity), "+275760-09-13T00:00:00.000Z");
  });

  it("never throws", () => {
    fc.assert(fc.property(fc.string(), (text) => void parseTime(text)));
    fc.assert(fc.property(fc.double(), (ms) => void (Number.isNaN(ms) || formatTime(ms))));
  });
});
