import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { OK, sampleConfig, sampleTrack, unhealthy } from "../simulation/samples.ts";
import { NEW_RECORD, observe } from "../health/mount-health.ts";
import { dueAtMs, foremost, restartCauses } from "./causes.ts";

const { watchdog } = sampleConfig({ watchdog: { action: "delete" } });
const a = sampleTrack({ path: "/mnt/a" }, unhealthy(100_000, "hung"));
const b = sampleTrack({ path: "/mnt/b" }, unhealthy(50_000, "dead"));
const well = sampleTrack({ path: "/mnt/c" }, observe(NEW_RECORD, OK, 0, 3));

describe("restartCauses", () => {
  it("are all that are unhealthy, were healthy once, and have a fault that a restart may help", () => {
    const denied = sampleTrack({ path: "/mnt/d" }, unhealthy(0, "denied"));
    const never = sampleTrack({ path: "/mnt/e" }, { ...unhealthy(0), everHealthy: false });
    assert.deepEqual(restartCauses([a, well, denied, never, b], watchdog), [a, b]);
    assert.deepEqual(restartCauses([a, denied], { ...watchdog, restartOn: ["denied"] }), [denied]);
    assert.deepEqual(restartCauses([a, b], { ...watchdog, restartOn: [] }), []);
  });
});

describe("dueAtMs", () => {
  it("is that of the first", () => {
    assert.equal(dueAtMs([a, b], 7), 50_007);
    assert.equal(dueAtMs([], 7), Infinity);
  });
});

describe("foremost", () => {
  it("is the one that has been failing the longest", () => {
    assert.equal(foremost([a, b]), b);
    assert.equal(foremost([b, a]), b);
    assert.equal(foremost([well, a]), a);
    assert.equal(foremost([]), undefined);
  });
});
