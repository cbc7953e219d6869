import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FAULTS } from "@mount-monitor/contract";
import fc from "fast-check";
import { type HealthRecord, type MountHealth, NEW_RECORD } from "../health/mount-health.ts";
import { type RestartPlan, CALM } from "../restart/restart-plan.ts";
import { sampleConfig, sampleTrack, unhealthy } from "../simulation/samples.ts";
import {
  decodeMonitorMemory,
  encodeMonitorMemory,
  isSameForMemory,
  memoryAfterRestart,
  memoryOf,
  type MonitorMemory,
} from "./monitor-memory.ts";

const origin = { start: "boot sandbox", namespace: "mnt:[1]" };

/** As JSON gives them back. */
const object = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record<T>(model, { noNullPrototype: true });
const ms = fc.double({ min: 0, max: 1e12, noNaN: true });
const failing = {
  failures: fc.nat(10_000),
  failingSinceMs: ms,
  fault: fc.constantFrom(...FAULTS),
  message: fc.string(),
};
const health: fc.Arbitrary<MountHealth> = fc.oneof(
  fc.constant({ t: "unknown" } as const),
  object({ t: fc.constant("healthy" as const), sinceMs: ms }),
  object({ t: fc.constant("degraded" as const), ...failing }),
  object({ t: fc.constant("unhealthy" as const), unhealthySinceMs: ms, ...failing }),
);
const record: fc.Arbitrary<HealthRecord> = object({
  health,
  everHealthy: fc.boolean(),
  everOtherThanDenied: fc.boolean(),
  canarySeen: fc.boolean(),
  healthyMs: ms,
  lastCheckMs: fc.constant(undefined),
  lastSuccessMs: fc.constant(undefined),
});
const plan: fc.Arbitrary<RestartPlan> = fc.oneof(
  fc.constantFrom({ t: "idle" } as const, { t: "observed" } as const),
  object({ t: fc.constant("accepted" as const), sinceMs: ms, overdueSaid: fc.boolean() }),
);
const memory: fc.Arbitrary<MonitorMemory> = object({
  origin: object({ start: fc.string(), namespace: fc.string() }),
  records: fc.dictionary(
    fc.string().map((path) => `/${path}`),
    record,
    { noNullPrototype: true },
  ),
  watchdog: object({
    plan,
    history: fc.array(ms),
    rounds: fc.nat(),
    announcing: fc.constant(false),
    announced: fc.boolean(),
    counted: fc.boolean(),
    obstacle: fc.option(fc.string(), { nil: undefined }),
  }),
  pause: fc.option(object({ value: fc.string(), seenMs: ms }), { nil: undefined }),
});

describe("the memory of the monitor", () => {
  it("is read back as it was written", () => {
    fc.assert(
      fc.property(memory, (memory) => assert.deepEqual(decodeMonitorMemory(encodeMonitorMemory(memory)), memory)),
    );
  });

  it("keeps what was accepted or observed; the rest is found out anew", () => {
    const config = sampleConfig();
    const plans: ReadonlyArray<readonly [plan: RestartPlan, kept: RestartPlan["t"]]> = [
      [{ t: "idle" }, "idle"],
      [{ t: "delayed", spreadMs: 3 }, "idle"],
      [{ t: "held", hold: { reason: "budget", untilMs: 5 } }, "idle"],
      [{ t: "confirming", sinceMs: 1 }, "idle"],
      [{ t: "acting", sinceMs: 1 }, "idle"],
      [{ t: "retrying", notBeforeMs: 1, message: "" }, "idle"],
      [{ t: "observed" }, "observed"],
      [{ t: "accepted", sinceMs: 1, overdueSaid: true }, "accepted"],
    ];
    for (const [plan, kept] of plans) {
      const state = { config, tracks: [sampleTrack({}, unhealthy(9))], watchdog: { ...CALM, history: [4], plan } };
      const memory = memoryOf(state, origin, undefined);
      assert.equal(memory.watchdog.plan.t, kept);
      assert.deepEqual(memory.watchdog.history, [4]);
      assert.deepEqual(decodeMonitorMemory(encodeMonitorMemory(memory)), memory);
    }
  });

  it("does not change with a check that changes nothing", () => {
    const healthy = { ...NEW_RECORD, health: { t: "healthy", sinceMs: 5 } as const, everHealthy: true };
    const text = (lastCheckMs: number) =>
      encodeMonitorMemory(
        memoryOf(
          {
            tracks: [sampleTrack({}, { ...healthy, lastCheckMs, lastSuccessMs: lastCheckMs })],
            watchdog: { ...CALM, history: [] },
          },
          origin,
          undefined,
        ),
      );
    assert.equal(text(10), text(20));
  });

  it("forgets all but the restarts and the pause when all containers are started anew", () => {
    const pause = { value: "1h", seenMs: 3 };
    const state = {
      tracks: [sampleTrack({}, unhealthy(9))],
      watchdog: { ...CALM, history: [4], counted: true, announced: true },
    };
    assert.deepEqual(memoryAfterRestart(memoryOf(state, origin, pause)), {
      origin,
      records: {},
      watchdog: { ...CALM, history: [4] },
      pause,
    });
  });
});

describe("what is new to remember", () => {
  const track = sampleTrack({}, unhealthy(9));
  const watchdog = { ...CALM, history: [4] };
  const state = { tracks: [track], watchdog };
  const withRecord = (record: Partial<HealthRecord>) => ({
    ...state,
    tracks: [{ ...track, record: { ...track.record, ...record } }],
  });
  const table: ReadonlyArray<readonly [what: string, other: typeof state, same: boolean]> = [
    ["nothing", { ...state }, true],
    ["the times of a check alone", withRecord({ lastCheckMs: 20, lastSuccessMs: 20 }), true],
    ["the watchdog", { ...state, watchdog: { ...watchdog } }, false],
    ["the health", withRecord({ health: { t: "unknown" } }), false],
    ["a canary that was seen", withRecord({ canarySeen: true }), false],
    ["a fault other than denied", withRecord({ everOtherThanDenied: false }), false],
    ["another mount", { ...state, tracks: [sampleTrack({ path: "/mnt/b" }, track.record)] }, false],
    ["one mount more", { ...state, tracks: [track, track] }, false],
    ["no mount", { ...state, tracks: [] }, false],
  ];
  for (const [what, other, same] of table)
    it(`is ${what}: ${same ? "the same" : "news"}`, () => {
      assert.equal(isSameForMemory(state, other), same);
      assert.equal(isSameForMemory(other, state), same);
    });
});

describe("a damaged memory", () => {
  const whole = JSON.parse(
    encodeMonitorMemory({
      origin,
      records: { "/mnt/a": { ...NEW_RECORD, ...unhealthy(9) } },
      watchdog: { ...CALM, history: [1, 2] },
      pause: { value: "1h", seenMs: 3 },
    }),
  ) as Record<string, unknown>;
  const bad: ReadonlyArray<readonly [what: string, change: (copy: ReturnType<typeof open>) => void]> = [
    ["another version", (copy) => (copy["version"] = 2)],
    ["no version", (copy) => delete copy["version"]],
    ["no origin", (copy) => delete copy["origin"]],
    ["origin of another kind", (copy) => (copy["origin"] = { start: 1, namespace: "" })],
    ["records of another kind", (copy) => (copy["records"] = [])],
    ["a record without health", (copy) => delete copy["records"]["/mnt/a"].health],
    ["health of another kind", (copy) => (copy["records"]["/mnt/a"].health.t = "well")],
    ["an unknown fault", (copy) => (copy["records"]["/mnt/a"].health.fault = "tired")],
    ["no time of UNHEALTHY", (copy) => delete copy["records"]["/mnt/a"].health.unhealthySinceMs],
    ["a flag of another kind", (copy) => (copy["records"]["/mnt/a"].everHealthy = 1)],
    ["a flag of the canary of another kind", (copy) => delete copy["records"]["/mnt/a"].canarySeen],
    ["a flag of faults of another kind", (copy) => delete copy["records"]["/mnt/a"].everOtherThanDenied],
    ["a record that is none", (copy) => (copy["records"]["/mnt/a"] = [])],
    ["health that is none", (copy) => (copy["records"]["/mnt/a"].health = "unknown")],
    ["healthy since no time", (copy) => (copy["records"]["/mnt/a"].health = { t: "healthy" })],
    ["no number of failures", (copy) => delete copy["records"]["/mnt/a"].health.failures],
    ["failing since no time", (copy) => delete copy["records"]["/mnt/a"].health.failingSinceMs],
    ["no message", (copy) => delete copy["records"]["/mnt/a"].health.message],
    ["no rounds", (copy) => delete copy["watchdog"].rounds],
    ["announced of another kind", (copy) => delete copy["watchdog"].announced],
    ["counted of another kind", (copy) => delete copy["watchdog"].counted],
    ["a plan that is none", (copy) => (copy["watchdog"].plan = "idle")],
    ["an accepted plan without its word", (copy) => (copy["watchdog"].plan = { t: "accepted", sinceMs: 1 })],
    ["a pause without a value", (copy) => delete copy["pause"].value],
    ["a pause without a time", (copy) => delete copy["pause"].seenMs],
    ["no total", (copy) => (copy["records"]["/mnt/a"].healthyMs = null)],
    ["no watchdog", (copy) => delete copy["watchdog"]],
    ["no history", (copy) => (copy["watchdog"].history = {})],
    ["an unknown plan", (copy) => (copy["watchdog"].plan = { t: "acting" })],
    ["an accepted plan without a time", (copy) => (copy["watchdog"].plan = { t: "accepted", overdueSaid: true })],
    ["an obstacle of another kind", (copy) => (copy["watchdog"].obstacle = 7)],
    ["a pause of another kind", (copy) => (copy["pause"] = "1h")],
    ["no object", (copy) => Object.keys(copy).forEach((key) => delete copy[key])],
  ];
  // The test takes it apart, so it has to know its insides.
  // oxlint-disable-next-line typescript/no-explicit-any
  const open = () => structuredClone(whole) as Record<string, any>;
  for (const [what, change] of bad) {
    it(`is not taken: ${what}`, () => {
      const copy = open();
      change(copy);
      assert.equal(decodeMonitorMemory(JSON.stringify(copy)), undefined);
    });
  }
  it("loses only what is no number from its history", () => {
    const copy = open();
    copy["watchdog"].history = [1, "2", null, 3];
    assert.deepEqual(decodeMonitorMemory(JSON.stringify(copy))?.watchdog.history, [1, 3]);
  });
  it("never throws", () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void decodeMonitorMemory(text)));
    const text = JSON.stringify(whole);
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(10), fc.string({ maxLength: 5 }), (from, length, put) => {
        decodeMonitorMemory(text.slice(0, from) + put + text.slice(from + length));
      }),
      { numRuns: 300 },
    );
    const keys = Object.keys(whole);
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.jsonValue(), (key, value) => {
        decodeMonitorMemory(JSON.stringify({ ...whole, [key]: value }));
      }),
    );
  });
});
