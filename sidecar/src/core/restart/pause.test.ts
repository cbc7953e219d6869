import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type Pause, readPause } from "./pause.ts";

const NOW = 10_000_000;
const SEEN = NOW - 60_000;
const WALL = Date.parse("2026-11-21T12:00:00Z");

describe("readPause", () => {
  const table: ReadonlyArray<readonly [value: string, pause: Pause]> = [
    ["", { t: "none" }],
    ["  ", { t: "none" }],
    ["false", { t: "none" }],
    ["true", { t: "paused", untilMs: undefined }],
    [" true\n", { t: "paused", untilMs: undefined }],
    ["2h", { t: "paused", untilMs: SEEN + 7_200_000 }],
    ["1m1ms", { t: "paused", untilMs: NOW + 1 }],
    ["1m", { t: "none" }],
    ["0", { t: "none" }],
    ["2026-11-21T12:05:00Z", { t: "paused", untilMs: NOW + 300_000 }],
    ["2026-11-21T14:05:00+02:00", { t: "paused", untilMs: NOW + 300_000 }],
    ["2026-11-22", { t: "paused", untilMs: NOW + 12 * 3_600_000 }],
    ["2026-11-21T12:00:00Z", { t: "none" }],
    ["2020-01-01", { t: "none" }],
    ["yes", { t: "malformed", value: "yes" }],
    ["TRUE", { t: "malformed", value: "TRUE" }],
    ["2", { t: "malformed", value: "2" }],
    ["-1h", { t: "malformed", value: "-1h" }],
    ["2026-13-01", { t: "malformed", value: "2026-13-01" }],
    ["x".repeat(500), { t: "malformed", value: "x".repeat(64) }],
  ];
  for (const [value, pause] of table) {
    it(`${JSON.stringify(value.slice(0, 30))}: ${pause.t}`, () =>
      assert.deepEqual(readPause({ value, seenMs: SEEN }, NOW, WALL), pause));
  }
  it("is none without the annotation", () => assert.deepEqual(readPause(undefined, NOW, WALL), { t: "none" }));
  it("follows the wall clock for a time, and does not for a duration", () => {
    const hourLater = WALL + 3_600_000;
    assert.deepEqual(readPause({ value: "2026-11-21T12:05:00Z", seenMs: SEEN }, NOW, hourLater), { t: "none" });
    assert.deepEqual(
      readPause({ value: "2h", seenMs: SEEN }, NOW, hourLater),
      readPause({ value: "2h", seenMs: SEEN }, NOW, WALL),
    );
  });
  it("ends in the future or not at all, whatever is written there", () => {
    const value = fc.oneof(
      fc.string(),
      fc.constantFrom("1h", "30s", "2026-11-21T12:00:01Z", "2026-11-21", "10y", "9999-12-31"),
    );
    fc.assert(
      fc.property(value, (value) => {
        const pause = readPause({ value, seenMs: SEEN }, NOW, WALL);
        if (pause.t === "paused" && pause.untilMs !== undefined) assert.ok(pause.untilMs > NOW);
      }),
    );
  });
});
