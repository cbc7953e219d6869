import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { MonitorConfig, MonitorConfigInput } from "@mount-monitor/contract";
import type { HealthRecord } from "../health/mount-health.ts";
import type { MountTrack } from "../health/mount-track.ts";
import { CLEAR, failed, OK, sampleConfig, sampleTrack, unhealthy, VOID } from "../simulation/samples.ts";
import { observe } from "../health/mount-health.ts";
import { answer, lookNow } from "../health/mount-track.ts";
import { advance, announced, settle, watchdogWakeAtMs, type WatchdogStep } from "./advance.ts";
import type { Surroundings } from "./hold.ts";
import { CALM, type RestartPlan, type RestartResult, type Watchdog } from "./restart-plan.ts";

const MINUTE = 60_000;
const NOW = 1_000_000;

function watchdog(plan: RestartPlan, more: Partial<Watchdog> = {}): Watchdog {
  return { ...CALM, history: [], ...more, plan };
}

function enforcing(watchdog: NonNullable<MonitorConfigInput["watchdog"]> = {}, more: Partial<MonitorConfigInput> = {}) {
  return sampleConfig({ watchdog: { action: "delete", ...watchdog }, ...more });
}

interface Scene {
  readonly watchdog: Watchdog;
  readonly tracks?: readonly MountTrack[];
  readonly config?: MonitorConfig;
  readonly around?: Surroundings;
  readonly nowMs?: number;
  readonly random?: number;
}

function run({ watchdog, tracks, config, around, nowMs = NOW, random = 0 }: Scene): WatchdogStep {
  return advance(watchdog, tracks ?? [dead()], config ?? enforcing(), around ?? CLEAR, { nowMs, random });
}

const dead = (sinceMs = NOW, path = "/mnt/a", more: Partial<HealthRecord> = {}) =>
  sampleTrack({ path }, { ...unhealthy(sinceMs), ...more });
const well = (path = "/mnt/b") =>
  sampleTrack({ path }, { health: { t: "healthy", sinceMs: 0 }, everHealthy: true, lastCheckMs: NOW - 1_000 });
/** Looked at since the last look was asked for. */
const seen = (track: MountTrack, observation = failed("dead"), nowMs = NOW) =>
  answer(lookNow(track, { nowMs, random: 0.5 }).track, observation, { nowMs, random: 0.5 }).track;
const hanging = (track: MountTrack): MountTrack => ({
  ...track,
  slot: { t: "out", deadlineMs: NOW - 1, hung: true, forgiven: 0 },
});
const asked = (track: MountTrack): MountTrack => ({
  ...track,
  slot: { t: "out", deadlineMs: NOW + 5_000, hung: false, forgiven: 0 },
});

const kinds = ({ effects }: WatchdogStep) => effects.map(({ t }) => t);

describe("advance from idle", () => {
  it("stays calm without a cause", () => {
    const calm = watchdog({ t: "idle" });
    assert.deepEqual(run({ watchdog: calm, tracks: [well()] }), { watchdog: calm, effects: [], lookNow: false });
  });
  const noCauses: ReadonlyArray<readonly [what: string, track: MountTrack, config: MonitorConfig]> = [
    ["the action is none", dead(), enforcing({ action: "none" })],
    ["the mount was never healthy", dead(NOW, "/mnt/a", { everHealthy: false }), enforcing()],
    ["the fault is denied", sampleTrack({}, unhealthy(NOW, "denied")), enforcing()],
    ["the fault is not in restartOn", dead(), enforcing({ restartOn: ["hung"] })],
    ["the mount is only to be reported", sampleTrack({ onFailure: "report" }, unhealthy(NOW)), enforcing()],
    ["the mount only makes unready", sampleTrack({ onFailure: "unready" }, unhealthy(NOW)), enforcing()],
    ["the mount is only degraded", sampleTrack({}, { ...observe(well().record, failed("dead"), NOW, 3) }), enforcing()],
  ];
  for (const [what, track, config] of noCauses) {
    it(`stays calm where ${what}`, () =>
      assert.equal(run({ watchdog: watchdog({ t: "idle" }), tracks: [track], config }).watchdog.plan.t, "idle"));
  }
  it("goes on to the last look at once where there is no delay and no spread", () => {
    const step = run({ watchdog: watchdog({ t: "idle" }) });
    assert.deepEqual([step.watchdog.plan, step.lookNow, kinds(step)], [{ t: "confirming", sinceMs: NOW }, true, []]);
  });
  it("waits out the spread, of up to 5 s and a quarter of the shortest interval", () => {
    assert.deepEqual(run({ watchdog: watchdog({ t: "idle" }), random: 1 }).watchdog.plan, {
      t: "delayed",
      spreadMs: 5_000,
    });
    const config = enforcing({}, { mounts: [{ path: "/mnt/a" }, { path: "/mnt/b", checkInterval: "2s" }] });
    assert.deepEqual(run({ watchdog: watchdog({ t: "idle" }), config, random: 1 }).watchdog.plan, {
      t: "delayed",
      spreadMs: 500,
    });
  });
});

describe("restartDelay", () => {
  const config = enforcing({ restartDelay: "10m" });
  const delayed = watchdog({ t: "delayed", spreadMs: 7 });
  it("counts from UNHEALTHY, plus the spread", () => {
    const dueMs = NOW + 10 * MINUTE + 7;
    assert.equal(watchdogWakeAtMs(delayed, [dead()], config), dueMs);
    assert.equal(run({ watchdog: delayed, config, nowMs: dueMs - 1 }).watchdog.plan.t, "delayed");
    assert.equal(run({ watchdog: delayed, config, nowMs: dueMs }).watchdog.plan.t, "confirming");
  });
  it("is cancelled by recovery", () => {
    const step = run({ watchdog: delayed, config, tracks: [well()], nowMs: NOW + MINUTE });
    assert.deepEqual([step.watchdog, kinds(step)], [{ ...CALM, history: [] }, ["cancelled"]]);
  });
  it("goes on for another mount when the first recovers", () => {
    const tracks = [well("/mnt/a"), dead(NOW + MINUTE, "/mnt/b")];
    assert.equal(run({ watchdog: delayed, config, tracks, nowMs: NOW + 10 * MINUTE + 7 }).watchdog.plan.t, "delayed");
    assert.equal(
      run({ watchdog: delayed, config, tracks, nowMs: NOW + 11 * MINUTE + 7 }).watchdog.plan.t,
      "confirming",
    );
  });
  const further: readonly RestartPlan[] = [
    { t: "held", hold: { reason: "budget", untilMs: NOW } },
    { t: "confirming", sinceMs: NOW },
    { t: "retrying", notBeforeMs: NOW, message: "refused" },
    { t: "accepted", sinceMs: NOW - 60 * MINUTE, overdueSaid: true },
  ];
  for (const plan of further) {
    it(`is waited out by a mount that becomes the only cause while ${plan.t}`, () => {
      const tracks = [well("/mnt/a"), seen(dead(NOW - 1, "/mnt/b"))];
      const step = run({ watchdog: watchdog(plan), config, tracks });
      assert.equal(step.watchdog.plan.t, "delayed");
      assert.equal(watchdogWakeAtMs(step.watchdog, tracks, config), NOW - 1 + 10 * MINUTE);
    });
  }
});

describe("the last look", () => {
  const confirming = watchdog({ t: "confirming", sinceMs: NOW });
  const table: ReadonlyArray<readonly [what: string, tracks: readonly MountTrack[], plan: RestartPlan["t"]]> = [
    ["waits for an answer", [asked(dead())], "confirming"],
    ["does not take an older answer", [dead(NOW - 1)], "confirming"],
    ["acts on a failure seen since", [seen(dead())], "acting"],
    ["acts where no answer can be had", [hanging(dead())], "acting"],
    ["is called off by a success", [seen(dead(), OK)], "idle"],
    ["acts where the look could not be had: what was known stands", [seen(dead(NOW - MINUTE), VOID)], "acting"],
    ["does not wait for a mount that is no cause", [seen(dead()), asked(well())], "acting"],
    ["acts while any one is due", [seen(dead(), OK), seen(dead(NOW, "/mnt/b"))], "acting"],
    ["waits for the other where one recovered", [seen(dead(), OK), asked(dead(NOW, "/mnt/b"))], "confirming"],
    ["does not wait for the other where one is confirmed", [seen(dead()), asked(dead(NOW, "/mnt/b"))], "acting"],
  ];
  for (const [what, tracks, plan] of table) {
    it(what, () => assert.equal(run({ watchdog: confirming, tracks }).watchdog.plan.t, plan));
  }
  it("asks for one restart, announced once", () => {
    const first = run({ watchdog: confirming, tracks: [seen(dead())] });
    assert.deepEqual(first.effects, [{ t: "restart", action: "delete", announce: true }]);
    const again = run({ watchdog: { ...first.watchdog, plan: confirming.plan }, tracks: [seen(dead())] });
    assert.deepEqual(again.effects, [{ t: "restart", action: "delete", announce: false }]);
    const told = run({ watchdog: { ...announced(first.watchdog), plan: confirming.plan }, tracks: [seen(dead())] });
    assert.deepEqual(told.effects, [{ t: "restart", action: "delete", announce: false }]);
    assert.deepEqual(kinds(run({ watchdog: first.watchdog, tracks: [seen(dead())] })), []);
  });
  it("heeds a pause that came meanwhile", () => {
    const around: Surroundings = { ...CLEAR, pause: { t: "paused", untilMs: undefined } };
    const step = run({ watchdog: confirming, tracks: [seen(dead())], around });
    assert.deepEqual([step.watchdog.plan.t, kinds(step)], ["held", ["held"]]);
  });
  it("counts an in-place restart before it is done, and only once", () => {
    const config = enforcing({ action: "in-place" });
    const step = run({ watchdog: confirming, tracks: [seen(dead())], config });
    assert.deepEqual([step.watchdog.history, step.watchdog.counted], [[NOW], true]);
    const again = run({
      watchdog: { ...step.watchdog, plan: { t: "confirming", sinceMs: NOW } },
      tracks: [seen(dead())],
      config,
      nowMs: NOW + 1,
    });
    assert.deepEqual(again.watchdog.history, [NOW]);
  });
});

describe("an announcement that has arrived", () => {
  it("is none where nothing is being announced any more", () => {
    const calm = watchdog({ t: "idle" });
    assert.equal(announced(calm), calm);
  });
});

describe("a watchdog that waits for something else", () => {
  const plans: readonly RestartPlan[] = [
    { t: "idle" },
    { t: "held", hold: { reason: "not-injected" } },
    { t: "confirming", sinceMs: NOW },
    { t: "acting", sinceMs: NOW },
    { t: "observed" },
  ];
  for (const plan of plans)
    it(`does not want to be asked at any time: ${plan.t}`, () =>
      assert.equal(watchdogWakeAtMs(watchdog(plan), [dead()], enforcing()), Infinity));
});

describe("observe mode", () => {
  const config = enforcing({}, { mode: "observe" });
  it("says once what it would have done", () => {
    const step = run({ watchdog: watchdog({ t: "confirming", sinceMs: NOW }), tracks: [seen(dead())], config });
    assert.deepEqual([step.watchdog.plan.t, kinds(step)], ["observed", ["would-restart"]]);
    assert.deepEqual(kinds(run({ watchdog: step.watchdog, config, nowMs: NOW + 60 * MINUTE })), []);
  });
  it("says so again after a recovery", () => {
    const step = run({ watchdog: watchdog({ t: "observed" }), tracks: [well()], config });
    assert.equal(step.watchdog.plan.t, "idle");
  });
  it("acts on what it observed once the mode is changed to enforce", () => {
    const step = run({ watchdog: watchdog({ t: "observed" }) });
    assert.deepEqual([step.watchdog.plan.t, step.lookNow], ["confirming", true]);
  });
});

describe("holds", () => {
  const until = NOW + MINUTE;
  const around: Surroundings = { ...CLEAR, pause: { t: "paused", untilMs: until } };
  it("say so once, and look again when they end", () => {
    const step = run({ watchdog: watchdog({ t: "idle" }), around });
    assert.deepEqual(kinds(step), ["held"]);
    assert.equal(watchdogWakeAtMs(step.watchdog, [dead()], enforcing()), until);
    const still = run({ watchdog: step.watchdog, around, nowMs: NOW + 1 });
    assert.deepEqual([still.watchdog.plan.t, kinds(still), still.lookNow], ["held", [], false]);
    assert.equal(run({ watchdog: still.watchdog, nowMs: until }).watchdog.plan.t, "confirming");
  });
  it("say another reason", () => {
    const paused = run({ watchdog: watchdog({ t: "idle" }), around });
    assert.deepEqual(kinds(run({ watchdog: paused.watchdog, around: { ...CLEAR, injected: false } })), ["held"]);
  });
  it("end without a word when the mount recovers but that it is cancelled", () => {
    const paused = run({ watchdog: watchdog({ t: "idle" }), around });
    assert.deepEqual(kinds(run({ watchdog: paused.watchdog, around, tracks: [well()] })), ["cancelled"]);
  });
  it("do not count the restart under way against itself", () => {
    const config = enforcing({ action: "in-place", budget: "1 per 1h" });
    const fresh = [seen(dead(NOW, "/mnt/a", { healthyMs: 0 }))];
    const acted = run({ watchdog: watchdog({ t: "confirming", sinceMs: NOW }), tracks: fresh, config });
    const stuck = settle(acted.watchdog, { t: "blocked", reason: "stuck", message: "a file is open" }, config, NOW);
    const nowMs = watchdogWakeAtMs(stuck.watchdog, fresh, config);
    assert.equal(run({ watchdog: stuck.watchdog, tracks: fresh, config, nowMs }).watchdog.plan.t, "confirming");
    // Once the outage is over, it counts as any other.
    const over = run({ watchdog: stuck.watchdog, tracks: [well()], config }).watchdog;
    assert.equal(run({ watchdog: over, tracks: fresh, config, nowMs }).watchdog.plan.t, "held");
  });
});

describe("settle", () => {
  const acting = watchdog({ t: "acting", sinceMs: NOW - 10 });
  const config = enforcing();
  it("writes an accepted restart into the history, once in an outage", () => {
    const step = settle(acting, { t: "accepted" }, config, NOW);
    assert.deepEqual([step.watchdog.history, kinds(step)], [[NOW], ["accepted"]]);
    assert.deepEqual(step.watchdog.plan, { t: "accepted", sinceMs: NOW, overdueSaid: false });
    const again = settle({ ...step.watchdog, plan: acting.plan }, { t: "accepted" }, config, NOW + 10 * MINUTE);
    assert.deepEqual(again.watchdog.history, [NOW]);
  });
  const rounds: ReadonlyArray<readonly [what: string, result: RestartResult, waitsMs: readonly number[]]> = [
    [
      "was refused: longer each time, up to a minute",
      { t: "blocked", reason: "permission", message: "forbidden" },
      [10_000, 20_000, 40_000, 60_000, 60_000, 60_000],
    ],
    [
      "was answered with an error: as long",
      { t: "failed", message: "500", answered: true },
      [10_000, 20_000, 40_000, 60_000, 60_000, 60_000],
    ],
    [
      "did not reach the server: no longer than the app should wait once it is back",
      { t: "failed", message: "ECONNREFUSED" },
      [10_000, 15_000, 15_000, 15_000, 15_000, 15_000],
    ],
  ];
  for (const [what, result, waitsMs] of rounds)
    it(`waits after each round that ${what}`, () => {
      let current = acting;
      const waits = waitsMs.map(() => {
        const step = settle(current, result, config, NOW);
        current = step.watchdog;
        return watchdogWakeAtMs(step.watchdog, [dead()], config) - NOW;
      });
      assert.deepEqual(waits, waitsMs);
      assert.ok(Number.isFinite(settle({ ...current, rounds: 5_000 }, result, config, NOW).watchdog.rounds));
    });
  it("begins with the interval where that is shorter", () => {
    const step = settle(acting, { t: "failed", message: "" }, enforcing({}, { checkInterval: "1s" }), NOW);
    assert.equal(watchdogWakeAtMs(step.watchdog, [], config), NOW + 1_000);
  });
  it("waits as long as it was told, but never shorter than by itself", () => {
    const told = (retryAfterMs: number) =>
      settle(acting, { t: "blocked", reason: "busy", message: "", retryAfterMs }, config, NOW).watchdog.plan;
    assert.deepEqual(told(90_000), { t: "retrying", notBeforeMs: NOW + 90_000, message: "" });
    assert.deepEqual(told(1_000), { t: "retrying", notBeforeMs: NOW + 10_000, message: "" });
  });
  it("names an obstacle first only when it is another", () => {
    const first = settle(acting, { t: "blocked", reason: "permission", message: "forbidden" }, config, NOW);
    const same = settle(first.watchdog, { t: "blocked", reason: "permission", message: "forbidden" }, config, NOW);
    const other = settle(same.watchdog, { t: "failed", message: "reset" }, config, NOW);
    assert.deepEqual(
      [first, same, other].map(({ effects: [effect] }) => effect?.t === "obstructed" && [effect.reason, effect.first]),
      [
        ["permission", true],
        ["permission", false],
        ["unreachable", true],
      ],
    );
  });
  it("gives up after one round only where there is no state directory", () => {
    const { stateDir: _, ...without } = config;
    const step = settle(acting, { t: "failed", message: "reset" }, { ...without, stateDir: undefined }, NOW);
    assert.deepEqual(kinds(step), ["obstructed", "give-up"]);
    assert.deepEqual(kinds(settle(acting, { t: "failed", message: "reset" }, config, NOW)), ["obstructed"]);
    const full = settle(
      acting,
      { t: "blocked", reason: "disruption-budget", message: "no room" },
      { ...without, stateDir: undefined },
      NOW,
    );
    assert.deepEqual(kinds(full), ["obstructed"], "a budget without room says when, and is waited for");
  });
});

describe("retrying", () => {
  const retrying = watchdog({ t: "retrying", notBeforeMs: NOW + 10_000, message: "reset" }, { rounds: 1 });
  it("waits, then looks again", () => {
    assert.equal(run({ watchdog: retrying, nowMs: NOW + 9_999 }).watchdog.plan.t, "retrying");
    assert.equal(run({ watchdog: retrying, nowMs: NOW + 10_000 }).watchdog.plan.t, "confirming");
  });
  it("ends with recovery, and begins from the start the next time", () => {
    const step = run({ watchdog: retrying, tracks: [well()] });
    assert.deepEqual([step.watchdog, kinds(step)], [{ ...CALM, history: [] }, ["cancelled"]]);
  });
});

describe("a call that is out", () => {
  it("is waited for, causes or not", () => {
    const acting = watchdog({ t: "acting", sinceMs: NOW });
    assert.deepEqual(run({ watchdog: acting, tracks: [well()] }).watchdog, acting);
    assert.deepEqual(run({ watchdog: acting }).watchdog, acting);
  });
});

describe("accepted", () => {
  const accepted = watchdog({ t: "accepted", sinceMs: NOW, overdueSaid: false }, { counted: true, history: [NOW] });
  it("says after 2 minutes that the pod is still here, once, and asks again after 10", () => {
    assert.equal(watchdogWakeAtMs(accepted, [], enforcing()), NOW + 2 * MINUTE);
    assert.deepEqual(kinds(run({ watchdog: accepted, nowMs: NOW + 2 * MINUTE - 1 })), []);
    const said = run({ watchdog: accepted, nowMs: NOW + 2 * MINUTE });
    assert.deepEqual(said.effects, [{ t: "overdue", sinceMs: NOW }]);
    assert.equal(watchdogWakeAtMs(said.watchdog, [], enforcing()), NOW + 10 * MINUTE);
    assert.deepEqual(kinds(run({ watchdog: said.watchdog, nowMs: NOW + 3 * MINUTE })), []);
    assert.equal(run({ watchdog: said.watchdog, nowMs: NOW + 10 * MINUTE }).watchdog.plan.t, "confirming");
  });
  it("asks again for the same pod although the budget is spent", () => {
    const config = enforcing({ budget: "1 per 1h" });
    assert.equal(run({ watchdog: accepted, config, nowMs: NOW + 10 * MINUTE }).watchdog.plan.t, "confirming");
  });
  it("is over after 10 minutes where nothing is due any more", () => {
    assert.equal(run({ watchdog: accepted, tracks: [well()], nowMs: NOW + 9 * MINUTE }).watchdog.plan.t, "accepted");
    const over = run({ watchdog: accepted, tracks: [well()], nowMs: NOW + 10 * MINUTE });
    assert.deepEqual([over.watchdog, kinds(over)], [{ ...CALM, history: [NOW] }, []]);
  });
});
