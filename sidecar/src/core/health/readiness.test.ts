import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { failed, OK, sampleTrack, unhealthy, VOID } from "../simulation/samples.ts";
import { type HealthRecord, NEW_RECORD, observe } from "./mount-health.ts";
import { readiness } from "./readiness.ts";

const after = (...seen: Array<typeof OK>): HealthRecord =>
  seen.reduce((record, one, index) => observe(record, one, index, 3), NEW_RECORD);

describe("readiness", () => {
  const table: ReadonlyArray<
    readonly [what: string, onFailure: "restart" | "unready" | "report", record: Partial<HealthRecord>, ready: boolean]
  > = [
    ["nothing seen yet", "restart", NEW_RECORD, false],
    ["nothing seen yet, unready", "unready", NEW_RECORD, false],
    ["nothing seen yet, report", "report", NEW_RECORD, true],
    ["only void", "restart", after(VOID), false],
    ["healthy", "restart", after(OK), true],
    ["degraded", "restart", after(OK, failed()), false],
    ["degraded, unready", "unready", after(OK, failed()), false],
    ["unhealthy", "restart", unhealthy(0), false],
    ["unhealthy, report", "report", unhealthy(0), true],
    ["nothing but denied", "restart", after(failed("denied"), failed("denied"), failed("denied")), true],
    ["denied after something else", "restart", after(failed("hung"), failed("denied")), false],
    ["denied after healthy", "restart", after(OK, failed("denied")), false],
  ];
  for (const [what, onFailure, record, ready] of table) {
    it(`${what}: ${ready ? "ready" : "not ready"}`, () => {
      const track = sampleTrack({ onFailure }, record);
      assert.deepEqual(readiness([track], "enforce"), { ready, blocking: ready ? [] : [track] });
      assert.equal(readiness([track], "observe").ready, true);
    });
  }
  it("names only those that block", () => {
    const well = sampleTrack({ path: "/mnt/b" }, after(OK));
    const ill = sampleTrack({ path: "/mnt/c" }, after(failed()));
    assert.deepEqual(readiness([well, ill], "enforce"), { ready: false, blocking: [ill] });
    assert.deepEqual(readiness([well, ill], "observe"), { ready: true, blocking: [ill] });
  });
});
