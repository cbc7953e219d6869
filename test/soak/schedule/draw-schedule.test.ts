import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { drawSchedule } from "./draw-schedule.ts";
import { API_FAULTS, describeFault, kindOf } from "./fault.ts";
import { drawWebhookFaults, sparedReplica } from "./webhook-fault.ts";

const MINUTE = 60_000;
const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });

describe("a schedule", () => {
  it("is the same for the same seed, and another for another", () => {
    assert.deepEqual(drawSchedule(7, 5 * MINUTE), drawSchedule(7, 5 * MINUTE));
    assert.notDeepEqual(drawSchedule(7, 5 * MINUTE).faults, drawSchedule(8, 5 * MINUTE).faults);
    assert.deepEqual(drawWebhookFaults(7, 5 * MINUTE), drawWebhookFaults(7, 5 * MINUTE));
    assert.notDeepEqual(drawWebhookFaults(7, 5 * MINUTE), drawWebhookFaults(8, 5 * MINUTE));
  });

  it("of a shorter soak is the beginning of that of a longer one", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const long = drawSchedule(seed, 8 * MINUTE).faults;
        const short = drawSchedule(seed, 3 * MINUTE).faults;
        const known = new Set(long.map((fault) => JSON.stringify(fault)));
        for (const fault of short) assert.ok(known.has(JSON.stringify(fault)), describeFault(fault));
      }),
      { numRuns: 20 },
    );
  });

  it("does one thing at a time to each mount, API and process, in order, and is over in time", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { faults } = drawSchedule(seed, 4 * MINUTE);
        const freeAtMs = new Map<string, number>();
        let lastMs = 0;
        for (const { atMs, forMs, pod, what } of faults) {
          // A pause does nothing to the process, which may be killed meanwhile.
          const isPause = what.on === "process" && what.fault.t === "pause";
          const lane = `${pod} ${isPause ? "pause" : what.on} ${what.on === "mount" ? what.mount : ""}`;
          assert.ok(atMs >= lastMs && atMs >= (freeAtMs.get(lane) ?? 0), `${lane} at ${atMs}`);
          assert.ok(atMs + forMs <= 4 * MINUTE);
          lastMs = atMs;
          freeAtMs.set(lane, atMs + forMs);
        }
      }),
      { numRuns: 20 },
    );
  });

  it("leaves those alone that have to live as long as the soak", () => {
    const { pods, faults } = drawSchedule(3, 60 * MINUTE);
    const steady = new Set(pods.filter((pod) => pod.steady).map(({ name }) => name));
    assert.ok(steady.size > 0);
    const ended = faults.filter(
      ({ pod, what }) => steady.has(pod) && what.on === "process" && ["kill", "replaced"].includes(what.fault.t),
    );
    assert.deepEqual(ended, []);
  });

  it("lets one replica live for three minutes, and then the other for longer, while its neighbour is ended all the time", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const ends = drawWebhookFaults(seed, 15 * MINUTE).flatMap(({ atMs, fault }) =>
          "replica" in fault ? [{ atMs, replica: fault.replica }] : [],
        );
        for (const [fromMs, toMs] of [
          [0, 3 * MINUTE],
          [3 * MINUTE, 7.5 * MINUTE],
          [7.5 * MINUTE, 12 * MINUTE],
        ] as const) {
          const inTurn = ends.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
          const spared = sparedReplica(seed, fromMs);
          assert.notEqual(spared, sparedReplica(seed, toMs));
          assert.ok(inTurn.every(({ replica }) => replica !== spared));
          assert.ok(inTurn.length >= 4, `${inTurn.length} from ${fromMs}`);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("has every kind of fault within an hour", () => {
    const kinds = new Set(drawSchedule(1, 60 * MINUTE).faults.map(kindOf));
    const mount = [
      "hang",
      "vanish",
      "away",
      "flap",
      "deny",
      "unmount",
      "read-only",
      "slow",
      "freeze",
      "freeze-backend",
      "daemon-killed",
    ];
    const process = ["stop", "stutter", "kill", "clock", "pause", "replaced"];
    const all = [
      ...mount.map((t) => `mount ${t}`),
      ...process.map((t) => `process ${t}`),
      ...API_FAULTS.map((t) => `api ${t}`),
    ];
    assert.deepEqual([...kinds].toSorted(), all.toSorted());
    const webhook = new Set(drawWebhookFaults(1, 60 * MINUTE).map(({ fault }) => fault.t));
    assert.equal(webhook.size, 5);
  });

  it("flaps for less than it takes to be UNHEALTHY", () => {
    const { pods, faults } = drawSchedule(5, 60 * MINUTE);
    for (const { pod, what } of faults) {
      if (what.on !== "mount" || what.fault.t !== "flap") continue;
      const plan = pods.find(({ name }) => name === pod);
      assert.ok(plan && what.fault.downMs < (plan.failureThreshold - 1) * plan.checkIntervalMs * 0.9);
    }
  });
});
