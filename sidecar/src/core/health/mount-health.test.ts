import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { failed, OK, VOID } from "../simulation/samples.ts";
import { type HealthRecord, type MountHealth, NEW_RECORD, observe, statusOf, totalHealthyMs } from "./mount-health.ts";

const NOW = 100_000;
const failing = { failures: 2, failingSinceMs: 50_000, fault: "hung", message: "no answer" } as const;

const UNKNOWN: MountHealth = { t: "unknown" };
const HEALTHY: MountHealth = { t: "healthy", sinceMs: 40_000 };
const DEGRADED: MountHealth = { t: "degraded", ...failing };
const UNHEALTHY: MountHealth = { t: "unhealthy", unhealthySinceMs: 90_000, ...failing, failures: 3 };

describe("observe", () => {
  const next = (failures: number, sinceMs: number) =>
    ({
      failures,
      failingSinceMs: sinceMs,
      fault: "dead",
      message: "dead it is",
    }) as const;
  const table: ReadonlyArray<
    readonly [what: string, before: MountHealth, observation: typeof OK, threshold: number, after: MountHealth]
  > = [
    ["unknown, ok", UNKNOWN, OK, 3, { t: "healthy", sinceMs: NOW }],
    ["unknown, failed", UNKNOWN, failed("dead"), 3, { t: "degraded", ...next(1, NOW) }],
    [
      "unknown, failed, threshold 1",
      UNKNOWN,
      failed("dead"),
      1,
      { t: "unhealthy", unhealthySinceMs: NOW, ...next(1, NOW) },
    ],
    ["unknown, void", UNKNOWN, VOID, 3, UNKNOWN],
    ["healthy, ok", HEALTHY, OK, 3, HEALTHY],
    ["healthy, failed", HEALTHY, failed("dead"), 3, { t: "degraded", ...next(1, NOW) }],
    ["healthy, void", HEALTHY, VOID, 3, HEALTHY],
    ["degraded, ok", DEGRADED, OK, 3, { t: "healthy", sinceMs: NOW }],
    ["degraded, failed below the threshold", DEGRADED, failed("dead"), 4, { t: "degraded", ...next(3, 50_000) }],
    [
      "degraded, failed at the threshold",
      DEGRADED,
      failed("dead"),
      3,
      { t: "unhealthy", unhealthySinceMs: NOW, ...next(3, 50_000) },
    ],
    [
      "degraded, failed, threshold lowered meanwhile",
      DEGRADED,
      failed("dead"),
      1,
      { t: "unhealthy", unhealthySinceMs: NOW, ...next(3, 50_000) },
    ],
    ["degraded, void", DEGRADED, VOID, 1, DEGRADED],
    ["unhealthy, ok", UNHEALTHY, OK, 3, { t: "healthy", sinceMs: NOW }],
    [
      "unhealthy, failed",
      UNHEALTHY,
      failed("dead"),
      3,
      { t: "unhealthy", unhealthySinceMs: 90_000, ...next(4, 50_000) },
    ],
    [
      "unhealthy, failed, threshold raised meanwhile",
      UNHEALTHY,
      failed("dead"),
      9,
      { t: "unhealthy", unhealthySinceMs: 90_000, ...next(4, 50_000) },
    ],
    ["unhealthy, void", UNHEALTHY, VOID, 3, UNHEALTHY],
  ];
  for (const [what, health, observation, threshold, expected] of table) {
    it(what, () => assert.deepEqual(observe({ ...NEW_RECORD, health }, observation, NOW, threshold).health, expected));
  }

  it("remembers what was ever seen", () => {
    const denied = observe(NEW_RECORD, failed("denied"), NOW, 3);
    assert.deepEqual([denied.everHealthy, denied.everOtherThanDenied, denied.canarySeen], [false, false, false]);
    const hung = observe(denied, failed("hung"), NOW, 3);
    assert.deepEqual([hung.everHealthy, hung.everOtherThanDenied], [false, true]);
    const ok = observe(denied, { ...OK, canary: false } as typeof OK, NOW, 3);
    assert.deepEqual([ok.everHealthy, ok.everOtherThanDenied, ok.canarySeen], [true, true, false]);
    const canary = observe(observe(ok, OK, NOW, 3), { ...OK, canary: false } as typeof OK, NOW, 3);
    assert.equal(canary.canarySeen, true);
  });

  it("adds up healthy time over outages", () => {
    let record: HealthRecord = { ...NEW_RECORD, health: { t: "healthy", sinceMs: 0 } };
    assert.equal(totalHealthyMs(record, 10_000), 10_000);
    record = observe(record, failed(), 10_000, 3);
    record = observe(record, failed(), 20_000, 3);
    assert.equal(totalHealthyMs(record, 25_000), 10_000);
    record = observe(record, OK, 30_000, 3);
    assert.equal(totalHealthyMs(record, 31_000), 11_000);
  });

  it("is healthy after one success, whatever came before, and never unhealthy before the threshold", () => {
    const observation = fc.constantFrom(OK, VOID, failed("hung"), failed("denied"));
    fc.assert(
      fc.property(fc.array(observation, { maxLength: 20 }), fc.integer({ min: 1, max: 5 }), (seen, threshold) => {
        const record = seen.reduce((record, one, index) => observe(record, one, index, threshold), NEW_RECORD);
        assert.equal(statusOf(observe(record, OK, 100, threshold).health), "HEALTHY");
        const counting = seen.filter(({ t }) => t !== "void");
        const run = counting.length - 1 - counting.findLastIndex(({ t }) => t === "ok");
        assert.equal(
          statusOf(record.health),
          counting.length === 0 ? "UNKNOWN" : run === 0 ? "HEALTHY" : run < threshold ? "DEGRADED" : "UNHEALTHY",
        );
      }),
    );
  });
});
