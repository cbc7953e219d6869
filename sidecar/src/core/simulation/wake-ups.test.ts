import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { sampleConfig } from "./samples.ts";
import { type MountMood, OK_ALWAYS, quietScript } from "./script.ts";
import type { Timeline } from "./timeline.ts";
import { simulate } from "./world.ts";

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const INTERVAL_MS = 30 * SECOND;

/** To wake up costs more than to look, so mounts of the same interval are looked at together. */
describe("a monitor of ten mounts", () => {
  const paths = Array.from({ length: 10 }, (_, index) => `/mnt/${index}`);
  const config = sampleConfig({ mounts: paths.map((path) => ({ path, checkInterval: "30s" })) });

  /** How often it woke up from a time on, and how often it looked at each mount. */
  function wakeUps(mounts: Readonly<Record<string, Timeline<MountMood>>>, fromMs: number) {
    const { steps } = simulate({ ...quietScript(config, 4 * HOUR), mounts });
    const later = steps.filter(({ atMs }) => atMs >= fromMs);
    const wakes = later.filter(({ input }) => input.t === "wake").length;
    const looks = later.flatMap(({ effects }) => effects.filter(({ t }) => t === "start-probe")).length;
    return { wakes, looksOfEach: looks / paths.length, intervals: (4 * HOUR - fromMs) / INTERVAL_MS };
  }

  it("wakes up once an interval", () => {
    const { wakes, looksOfEach, intervals } = wakeUps({}, 0);
    assert.ok(wakes <= intervals / 0.9, `${wakes} times in ${intervals} intervals`);
    assert.ok(looksOfEach >= intervals / 1.1, `${looksOfEach} looks in ${intervals} intervals`);
  });

  it("does so again some time after one of them was out of step", () => {
    const ok = OK_ALWAYS[0]?.is as MountMood;
    const { wakes, looksOfEach, intervals } = wakeUps(
      {
        "/mnt/3": [
          { untilMs: 60 * SECOND, is: ok },
          { untilMs: 197 * SECOND, is: { t: "hangs" } },
          { untilMs: Infinity, is: ok },
        ],
      },
      2 * HOUR,
    );
    assert.ok(wakes <= intervals / 0.9, `${wakes} times in ${intervals} intervals`);
    assert.ok(looksOfEach >= intervals / 1.1, `${looksOfEach} looks in ${intervals} intervals`);
  });
});
