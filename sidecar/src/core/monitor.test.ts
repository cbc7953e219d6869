import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CLEAR, failed, OK, sampleConfig, unhealthy } from "./simulation/samples.ts";
import { NEW_RECORD } from "./health/mount-health.ts";
import { type MonitorInput, type MonitorState, newMonitor, nextWakeAtMs, step } from "./monitor.ts";
import { CALM } from "./restart/restart-plan.ts";

const around = CLEAR;
const go = (state: MonitorState, nowMs: number, ...inputs: MonitorInput[]) =>
  inputs.reduce(
    ({ state, effects }, input) => {
      const next = step(state, input, { nowMs, random: 0.5, around });
      return { state: next.state, effects: [...effects, ...next.effects] };
    },
    { state, effects: [] as ReturnType<typeof step>["effects"][number][] },
  );
const answer = (path: string, observation = OK): MonitorInput => ({ t: "answer", path, observation });
const two = sampleConfig({ mounts: [{ path: "/mnt/a" }, { path: "/mnt/b" }], watchdog: { action: "delete" } });

describe("a new monitor", () => {
  it("looks at every mount at once", () => {
    const state = newMonitor(two, 7);
    assert.equal(nextWakeAtMs(state), 7);
    const { effects } = go(state, 7, { t: "wake" });
    assert.deepEqual(
      effects.map((effect) => effect.t === "start-probe" && effect.track.config.path),
      ["/mnt/a", "/mnt/b"],
    );
  });
  it("takes over what is known of mounts that it has", () => {
    const known = newMonitor(two, 0);
    const tracks = known.tracks.map((track) => ({ ...track, record: { ...NEW_RECORD, ...unhealthy(3) } }));
    const watchdog = { ...CALM, history: [5] };
    const state = newMonitor(sampleConfig({ mounts: [{ path: "/mnt/b" }, { path: "/mnt/c" }] }), 9, {
      tracks,
      watchdog,
    });
    assert.deepEqual(
      state.tracks.map(({ record }) => record.health.t),
      ["unhealthy", "unknown"],
    );
    assert.equal(state.watchdog, watchdog);
  });
});

describe("an answer", () => {
  it("is for one mount, and says what was before", () => {
    const { state, effects } = go(newMonitor(two, 0), 0, { t: "wake" }, answer("/mnt/b", failed("dead")));
    const checked = effects.filter((effect) => effect.t === "checked");
    assert.deepEqual(
      checked.map(({ track, before }) => [track.config.path, before.t, track.record.health.t]),
      [["/mnt/b", "unknown", "degraded"]],
    );
    assert.deepEqual(
      state.tracks.map(({ slot }) => slot.t),
      ["out", "free"],
    );
  });
  it("for a mount that is not configured any more is nothing", () => {
    const { state } = go(newMonitor(two, 0), 0, { t: "wake" });
    assert.deepEqual(go(state, 1, answer("/mnt/z")).state.tracks, state.tracks);
  });
});

describe("the last look", () => {
  it("comes and goes in one step where every mount that is due hangs", () => {
    const state = newMonitor(two, 0);
    const tracks = state.tracks.map((track) => ({
      ...track,
      record: { ...NEW_RECORD, ...unhealthy(-10_000, "hung") },
      slot: { t: "out", deadlineMs: -1, hung: true } as const,
      nextTickMs: 20_000,
    }));
    const { effects, state: after } = go({ ...state, tracks }, 0, { t: "wake" });
    assert.deepEqual(
      effects.map(({ t }) => t),
      ["restart"],
    );
    assert.equal(after.watchdog.plan.t, "acting");
  });
  it("starts a probe of every mount that has none out", () => {
    const state = newMonitor(two, 0);
    const tracks = state.tracks.map((track, index) => ({
      ...track,
      record: { ...NEW_RECORD, ...(index === 0 ? unhealthy(-10_000) : {}) },
      nextTickMs: 20_000,
    }));
    const { effects } = go({ ...state, tracks }, 4_000, { t: "wake" });
    assert.deepEqual(
      effects.map(({ t }) => t),
      ["start-probe", "start-probe"],
    );
  });
});

describe("reconfigure", () => {
  const healthy = go(newMonitor(two, 0), 0, { t: "wake" }, answer("/mnt/a"), answer("/mnt/b")).state;
  const change = (state: MonitorState, config: MonitorState["config"], nowMs: number) =>
    go(state, nowMs, { t: "reconfigure", config });

  it("keeps what is known of mounts that stay, and begins with new ones at once", () => {
    const { state } = change(healthy, sampleConfig({ mounts: [{ path: "/mnt/c" }, { path: "/mnt/b" }] }), 1_000);
    assert.deepEqual(
      state.tracks.map(({ config, record }) => [config.path, record.health.t]),
      [
        ["/mnt/c", "unknown"],
        ["/mnt/b", "healthy"],
      ],
    );
    assert.equal(nextWakeAtMs(state), 1_000);
  });
  it("keeps a probe that is out, and brings its time limit forward with a shorter one", () => {
    const out = go(healthy, 30_000, { t: "wake" }).state;
    const shorter = sampleConfig({ mounts: [{ path: "/mnt/a" }], readTimeout: "2s" });
    assert.deepEqual(change(out, shorter, 31_000).state.tracks[0]?.slot, { t: "out", deadlineMs: 33_000, hung: false });
    const longer = sampleConfig({ mounts: [{ path: "/mnt/a" }], readTimeout: "1m" });
    assert.deepEqual(change(out, longer, 31_000).state.tracks[0]?.slot, { t: "out", deadlineMs: 35_000, hung: false });
  });
  it("brings the next check forward with a shorter interval, and never puts it off", () => {
    const shorter = sampleConfig({ mounts: [{ path: "/mnt/a" }], checkInterval: "5s" });
    assert.equal(nextWakeAtMs(change(healthy, shorter, 1_000).state), 6_000);
    const longer = sampleConfig({ mounts: [{ path: "/mnt/a" }], checkInterval: "1h" });
    assert.equal(nextWakeAtMs(change(healthy, longer, 1_000).state), 30_000);
  });
  it("does not require a canary that was never seen under its new name", () => {
    assert.equal(healthy.tracks[0]?.record.canarySeen, true);
    const same = sampleConfig({ mounts: [{ path: "/mnt/a", checkInterval: "5s" }] });
    assert.equal(change(healthy, same, 1_000).state.tracks[0]?.record.canarySeen, true);
    const renamed = sampleConfig({ mounts: [{ path: "/mnt/a", canaryFile: ".other" }] });
    assert.equal(change(healthy, renamed, 1_000).state.tracks[0]?.record.canarySeen, false);
  });
  it("calls a restart off when its mount is not monitored any more, or the action is none", () => {
    const due = {
      ...healthy,
      tracks: healthy.tracks.map((track, index) =>
        index === 0 ? { ...track, record: { ...NEW_RECORD, ...unhealthy(900) } } : track,
      ),
    };
    const waiting = go(due, 1_000, { t: "wake" }).state;
    assert.equal(waiting.watchdog.plan.t, "delayed");
    for (const config of [
      sampleConfig({ mounts: [{ path: "/mnt/b" }], watchdog: { action: "delete" } }),
      sampleConfig({ mounts: [{ path: "/mnt/a" }, { path: "/mnt/b" }] }),
    ]) {
      const { state, effects } = change(waiting, config, 1_001);
      assert.deepEqual([state.watchdog.plan.t, effects.map(({ t }) => t)], ["idle", ["cancelled"]]);
    }
  });
});
