import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type GateInput, type GateState, gateWakeAtMs, judge, newGate, stepGate } from "./gate.ts";
import { failed, OK, sampleConfig, VOID } from "./simulation/samples.ts";

const config = sampleConfig({ mounts: [{ path: "/mnt/a" }, { path: "/mnt/b" }] });
const go = (state: GateState, nowMs: number, ...inputs: GateInput[]) =>
  inputs.reduce((state, input) => stepGate(state, input, { nowMs, random: 0.5 }).state, state);
const answer = (path: string, observation: typeof OK): GateInput => ({ t: "answer", path, observation });
const started = () => go(newGate(config, 0), 0, { t: "wake" });
const verdict = (state: GateState) => {
  const judged = judge(state);
  return [judged.t, (judged.t === "wait" ? judged.for : judged.despite).map(({ config }) => config.path)];
};

describe("the gate", () => {
  it("looks at every mount at once and waits for all", () => {
    const { startProbes, state } = stepGate(newGate(config, 0), { t: "wake" }, { nowMs: 0, random: 0.5 });
    assert.deepEqual(
      startProbes.map(({ config }) => config.path),
      ["/mnt/a", "/mnt/b"],
    );
    assert.deepEqual(verdict(state), ["wait", ["/mnt/a", "/mnt/b"]]);
  });

  const table: ReadonlyArray<readonly [what: string, a: typeof OK, b: typeof OK, verdict: unknown[]]> = [
    ["both answer", OK, OK, ["pass", []]],
    ["one fails", OK, failed("missing"), ["wait", ["/mnt/b"]]],
    ["one may not be read", OK, failed("denied"), ["pass", ["/mnt/b"]]],
    ["none may be read", failed("denied"), failed("denied"), ["pass", ["/mnt/a", "/mnt/b"]]],
    ["one may not be read, the other fails", failed("denied"), failed("dead"), ["wait", ["/mnt/b"]]],
    ["one could not be checked", OK, VOID, ["wait", ["/mnt/b"]]],
  ];
  for (const [what, a, b, expected] of table) {
    it(`${expected[0] === "pass" ? "passes" : "waits"}: ${what}`, () =>
      assert.deepEqual(verdict(go(started(), 5, answer("/mnt/a", a), answer("/mnt/b", b))), expected));
  }

  it("waits for a mount that answered once and fails now", () => {
    const state = go(started(), 5, answer("/mnt/a", OK));
    const again = go(go(state, 2_000, { t: "wake" }), 2_001, answer("/mnt/a", failed("dead")), answer("/mnt/b", OK));
    assert.deepEqual(verdict(again), ["wait", ["/mnt/a"]]);
  });
  it("waits for one that failed otherwise before it was denied", () => {
    const state = go(started(), 5, answer("/mnt/a", OK), answer("/mnt/b", failed("hung")));
    const denied = go(go(state, 2_000, { t: "wake" }), 2_001, answer("/mnt/b", failed("denied")), answer("/mnt/a", OK));
    assert.deepEqual(verdict(denied), ["wait", ["/mnt/b"]]);
  });
  it("does not look at what holds nothing back", () => {
    const mounts = [
      { path: "/mnt/a", onFailure: "report" as const },
      { path: "/mnt/b", onFailure: "unready" as const },
    ];
    assert.deepEqual(
      newGate(sampleConfig({ mounts }), 0).tracks.map(({ config }) => config.path),
      ["/mnt/b"],
    );
    const observing = newGate(sampleConfig({ mounts, mode: "observe" }), 0);
    assert.deepEqual([observing.tracks, verdict(observing), gateWakeAtMs(observing)], [[], ["pass", []], Infinity]);
  });
  it("looks again every two seconds, or more often where that is configured", () => {
    const failing = go(started(), 5, answer("/mnt/a", failed()), answer("/mnt/b", failed()));
    assert.equal(gateWakeAtMs(failing), 2_000);
    assert.equal(newGate(sampleConfig({ checkInterval: "100ms" }), 0).tracks[0]?.config.checkIntervalMs, 100);
  });
  it("says which mounts were looked at", () => {
    const { checked } = stepGate(started(), answer("/mnt/b", OK), { nowMs: 5, random: 0.5 });
    assert.deepEqual(
      checked.map(({ track, observation }) => [track.config.path, observation.t]),
      [["/mnt/b", "ok"]],
    );
  });
  it("counts the time limit", () => {
    const { checked } = stepGate(started(), { t: "wake" }, { nowMs: 5_000, random: 0.5 });
    assert.deepEqual(
      checked.map(({ observation }) => observation.t === "failed" && observation.fault),
      ["hung", "hung"],
    );
  });
  it("wakes in the future after it overslept, and accuses nobody", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000 }), (lateMs) => {
        const overslept = go(started(), lateMs, { t: "overslept" });
        assert.ok(gateWakeAtMs(overslept) >= lateMs);
        assert.ok(overslept.tracks.every(({ record }) => record.health.t === "unknown"));
      }),
    );
  });
});
