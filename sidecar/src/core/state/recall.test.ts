import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { NEW_RECORD } from "../health/mount-health.ts";
import { CALM } from "../restart/restart-plan.ts";
import { RCLONE, sampleConfig, unhealthy } from "../simulation/samples.ts";
import { decodeMonitorMemory, encodeMonitorMemory, memoryOf, type MonitorMemory } from "./monitor-memory.ts";
import type { MountRecord } from "./mount-record.ts";
import { recall } from "./recall.ts";

const NOW = 50_000_000.25;
const WALL = Date.parse("2026-11-21T12:00:00Z");
const HOUR = 3_600_000;
const origin = { start: "boot sandbox", namespace: "mnt:[1]" };
const restarted = { start: "boot sandbox", namespace: "mnt:[2]" };
const elsewhere = { start: "another boot", namespace: "mnt:[1]" };
const config = sampleConfig({ mounts: [{ path: "/mnt/a" }, { path: "/mnt/b" }] });

const memory: MonitorMemory = {
  origin,
  records: { "/mnt/a": { ...NEW_RECORD, ...unhealthy(NOW - 90_000), lastCheckMs: undefined } },
  watchdog: {
    ...CALM,
    plan: { t: "accepted", sinceMs: NOW - 10, overdueSaid: false },
    history: [NOW - HOUR, NOW - 10],
  },
  pause: undefined,
};
const gate: MountRecord = {
  origin,
  mounts: {
    "/mnt/a": { healthy: true, canarySeen: false, identity: RCLONE },
    "/mnt/b": { healthy: true, canarySeen: true, identity: RCLONE },
  },
};

describe("recall", () => {
  const start = (known: Partial<Parameters<typeof recall>[0]>) =>
    recall({ config, memory: undefined, record: undefined, origin: restarted, ...known }, NOW, WALL);

  it("begins with nothing where nothing is known", () => {
    const { tracks, watchdog } = start({});
    assert.deepEqual(
      tracks.map(({ record }) => record),
      [NEW_RECORD, NEW_RECORD],
    );
    assert.deepEqual(watchdog, { ...CALM, history: [] });
    assert.deepEqual(
      tracks.map(({ nextTickMs }) => nextTickMs),
      [NOW, NOW],
    );
  });
  it("takes having passed the gate for having been healthy, and the canary for required", () => {
    const [a, b] = start({ record: gate }).tracks;
    assert.deepEqual(a?.record, { ...NEW_RECORD, everHealthy: true, everOtherThanDenied: true });
    assert.deepEqual(b?.record, { ...NEW_RECORD, everHealthy: true, everOtherThanDenied: true, canarySeen: true });
  });
  it("takes nothing from a mount that passed the gate without being healthy", () => {
    const denied = { ...gate, mounts: { "/mnt/a": { healthy: false, canarySeen: true, identity: undefined } } };
    assert.deepEqual(start({ record: denied }).tracks[0]?.record, NEW_RECORD);
  });
  it("goes on from its memory, and from the gate for mounts that are not in it", () => {
    const { tracks, watchdog } = start({ memory, record: gate });
    assert.deepEqual(tracks[0]?.record, memory.records["/mnt/a"]);
    assert.equal(tracks[1]?.record.everHealthy, true);
    assert.deepEqual(watchdog, memory.watchdog);
  });
  it("forgets what is of another start of the pod", () => {
    const { tracks, watchdog } = start({
      memory: { ...memory, origin: elsewhere },
      record: { ...gate, origin: elsewhere },
    });
    assert.deepEqual(
      tracks.map(({ record }) => record),
      [NEW_RECORD, NEW_RECORD],
    );
    assert.deepEqual(watchdog, { ...CALM, history: [] });
  });
  it("takes no key of an object for a mount", () => {
    const odd = sampleConfig({ mounts: [{ path: "/mnt/constructor" }] });
    const inherited = Object.create({ "/mnt/constructor": memory.records["/mnt/a"] }) as MonitorMemory["records"];
    assert.deepEqual(start({ config: odd, memory: { ...memory, records: inherited } }).tracks[0]?.record, NEW_RECORD);
  });
});

describe("restarts of earlier pods", () => {
  const told = sampleConfig({
    watchdog: {
      action: "delete",
      recentRestarts: ["2026-11-21T11:00:00Z", "2026-11-21T11:30:00Z", "2026-11-21T12:00:30Z"],
    },
  });
  const historyOf = (known: MonitorMemory | undefined) =>
    recall({ config: told, memory: known, record: undefined, origin }, NOW, WALL).watchdog.history;

  it("are counted by our clock, and none is in the future", () => {
    assert.deepEqual(historyOf(undefined), [NOW - HOUR, NOW - HOUR / 2, NOW]);
  });
  it("and our own are never in the future", () => {
    const future = { ...memory, watchdog: { ...memory.watchdog, history: [NOW - 5, NOW + 5] } };
    assert.deepEqual(historyOf(future), [NOW - 5, NOW]);
  });
  it("are counted once, however often the monitor is restarted and whatever the wall clock does", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: 0, max: HOUR, noNaN: true }), fc.integer({ min: -HOUR, max: HOUR })), {
          maxLength: 6,
        }),
        (lives) => {
          let known: MonitorMemory | undefined;
          let nowMs = NOW;
          for (const [livedMs, wallShiftMs] of [[0, 0] as const, ...lives]) {
            nowMs += livedMs;
            const state = recall(
              { config: told, memory: known, record: undefined, origin },
              nowMs,
              WALL + (nowMs - NOW) + wallShiftMs,
            );
            assert.equal(state.watchdog.history.length, 3, String(state.watchdog.history));
            known = decodeMonitorMemory(encodeMonitorMemory(memoryOf(state, origin, undefined)));
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});
