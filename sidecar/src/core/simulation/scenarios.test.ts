import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { MonitorConfigInput } from "@mount-monitor/contract";
import { fault, seed } from "./arbitrary-script.ts";
import { sampleConfig } from "./samples.ts";
import { type MountMood, OK_ALWAYS, quietScript, type Script } from "./script.ts";
import type { Timeline } from "./timeline.ts";
import { type History, simulate } from "./world.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const RUNS = {
  numRuns: Number(process.env["PROPERTY_RUNS"] ?? 100),
  interruptAfterTimeLimit: 20_000,
  markInterruptAsFailure: false,
};

const OK: MountMood = { t: "ok", tookMs: 5 };
const broken: fc.Arbitrary<MountMood> = fc.oneof(
  fc.constant<MountMood>({ t: "hangs" }),
  fc.record({
    t: fc.constant("failed" as const),
    fault: fault.filter((fault) => fault !== "denied"),
    tookMs: fc.integer({ min: 1, max: 4_900 }),
  }),
);
/** Slow, but in time. */
const slow = fc
  .integer({ min: 1, max: 4_900 })
  .map((tookMs): Timeline<MountMood> => [{ untilMs: Infinity, is: { t: "ok", tookMs } }]);

/** After the first check has come back. */
const deathMs = fc.integer({ min: 5 * SECOND, max: 3 * MINUTE });
const diesAt = (atMs: number, is: MountMood): Timeline<MountMood> => [
  { untilMs: atMs, is: OK },
  { untilMs: Infinity, is },
];
const downFor = (atMs: number, forMs: number, is: MountMood): Timeline<MountMood> => [
  { untilMs: atMs, is: OK },
  { untilMs: atMs + forMs, is },
  { untilMs: Infinity, is: OK },
];

function defaults(watchdog: MonitorConfigInput["watchdog"] = {}, ...paths: string[]) {
  return sampleConfig({
    mounts: ["/mnt/a", ...paths].map((path) => ({ path })),
    watchdog: { action: "delete", ...watchdog },
  });
}
const firstRestartMs = ({ steps }: History): number =>
  steps.find(({ effects }) => effects.some(({ t }) => t === "restart"))?.atMs ?? Infinity;
const firstFailureMs = ({ steps }: History): number =>
  steps.find(({ effects }) => effects.some((effect) => effect.t === "checked" && effect.observation.t === "failed"))
    ?.atMs ?? Infinity;
const restartCount = ({ steps }: History): number =>
  steps.flatMap(({ effects }) => effects).filter(({ t }) => t === "restart").length;

function script(config: Script["config"], mounts: Script["mounts"], more: Partial<Script> = {}): Script {
  return { ...quietScript(config, 10 * MINUTE), mounts, ...more };
}

describe("with defaults", () => {
  it("restarts within 60 s of the first failure and within 95 s of the death of the mount, for all jitters", () => {
    fc.assert(
      fc.property(deathMs, broken, slow, seed, (atMs, mood, other, seed) => {
        const history = simulate(
          script(defaults({}, "/mnt/b"), { "/mnt/a": diesAt(atMs, mood), "/mnt/b": other }, { seed }),
        );
        const restartMs = firstRestartMs(history);
        assert.ok(
          restartMs - firstFailureMs(history) < 60 * SECOND,
          `${restartMs - firstFailureMs(history)} after the first failure`,
        );
        assert.ok(restartMs - atMs < 95 * SECOND, `${restartMs - atMs} after the death`);
      }),
      { ...RUNS, numRuns: 2 * RUNS.numRuns },
    );
  });

  it("does not restart for a hiccup shorter than 15 s, nor for a row of them with a success between", () => {
    fc.assert(
      fc.property(deathMs, fc.integer({ min: 1, max: 15 * SECOND - 1 }), broken, seed, (atMs, forMs, mood, seed) => {
        const hiccups = [0, 1, 2, 3].flatMap((index) => downFor(atMs + index * 70 * SECOND, forMs, mood).slice(0, 2));
        const history = simulate(
          script(defaults(), { "/mnt/a": [...hiccups, { untilMs: Infinity, is: OK }] }, { seed }),
        );
        assert.equal(restartCount(history), 0);
        assert.ok(history.steps.every(({ state }) => state.tracks[0]?.record.health.t !== "unhealthy"));
      }),
      RUNS,
    );
  });

  it("never restarts for denied alone, before the first success, or for a mount that is only reported", () => {
    fc.assert(
      fc.property(deathMs, broken, seed, (atMs, mood, seed) => {
        const denied: MountMood = { t: "failed", fault: "denied", tookMs: 5 };
        assert.equal(restartCount(simulate(script(defaults(), { "/mnt/a": diesAt(atMs, denied) }, { seed }))), 0);
        assert.equal(restartCount(simulate(script(defaults(), { "/mnt/a": diesAt(0, mood) }, { seed }))), 0);
        const config = sampleConfig({ mounts: [{ path: "/mnt/a", onFailure: "report" }], watchdog: { enabled: true } });
        assert.equal(restartCount(simulate(script(config, { "/mnt/a": diesAt(atMs, mood) }, { seed }))), 0);
      }),
      RUNS,
    );
  });

  it("restarts for a mount that passed the gate and never answered the monitor", () => {
    // Killed before its first answer came.
    const kills = [{ atMs: 2_002, downMs: SECOND }];
    fc.assert(
      fc.property(broken, seed, (mood, seed) => {
        const history = simulate(script(defaults(), { "/mnt/a": diesAt(2_001, mood) }, { seed, gate: true, kills }));
        assert.ok(firstRestartMs(history) < 65 * SECOND, String(firstRestartMs(history)));
      }),
      RUNS,
    );
  });
});

describe("restartDelay", () => {
  const config = defaults({ restartDelay: "2m" }, "/mnt/b");
  it("is waited out, and a recovery before its end cancels", () => {
    fc.assert(
      fc.property(
        deathMs,
        fc.integer({ min: 15 * SECOND, max: 6 * MINUTE }),
        broken,
        seed,
        (atMs, forMs, mood, seed) => {
          const history = simulate(script(config, { "/mnt/a": downFor(atMs, forMs, mood) }, { seed }));
          const unhealthyMs =
            history.steps.find(({ state }) => state.tracks[0]?.record.health.t === "unhealthy")?.atMs ?? Infinity;
          const healthyMs =
            history.steps.find(
              ({ atMs, state }) => atMs > unhealthyMs && state.tracks[0]?.record.health.t === "healthy",
            )?.atMs ?? Infinity;
          if (healthyMs < unhealthyMs + 2 * MINUTE) assert.equal(restartCount(history), 0);
          else if (Number.isFinite(unhealthyMs)) assert.ok(firstRestartMs(history) >= unhealthyMs + 2 * MINUTE);
          // Down for as long as the delay, the detection and the last look can take: nothing may be missed.
          if (forMs > 2 * MINUTE + 95 * SECOND) assert.equal(Number.isFinite(firstRestartMs(history)), true);
        },
      ),
      RUNS,
    );
  });

  it("of one mount swallows no other: B is restarted on its own time, whatever A does", () => {
    const shift = fc.integer({ min: -4 * MINUTE, max: 4 * MINUTE });
    fc.assert(
      fc.property(
        shift,
        fc.integer({ min: SECOND, max: 5 * MINUTE }),
        broken,
        broken,
        seed,
        (shiftMs, forMs, moodA, moodB, seed) => {
          const diesMs = 5 * MINUTE;
          // A comes back before it would be restarted itself.
          const a = downFor(diesMs + shiftMs, Math.min(forMs, 2 * MINUTE), moodA);
          const b = diesAt(diesMs, moodB);
          const history = simulate(script(config, { "/mnt/a": a, "/mnt/b": b }, { seed, endMs: 12 * MINUTE }));
          const restartMs = firstRestartMs(history);
          const bMs = diesMs + 2 * MINUTE;
          assert.ok(restartMs > bMs && restartMs < bMs + 95 * SECOND, String(restartMs - bMs));
        },
      ),
      RUNS,
    );
  });
});

describe("a mount that hangs", () => {
  it("does not change by a millisecond when another is looked at", () => {
    fc.assert(
      fc.property(deathMs, fc.constantFrom("100ms", "5s", "50s"), slow, (atMs, readTimeout, other) => {
        const config = sampleConfig({ mounts: [{ path: "/mnt/a", readTimeout }, { path: "/mnt/b" }] });
        // Without a restart, whose last look is at all mounts; and by one mount alone, so that no dice are thrown for two.
        const alone = sampleConfig({ mounts: [{ path: "/mnt/b" }] });
        const startsOf = (config: Script["config"], mounts: Script["mounts"]) =>
          simulate({ ...script(config, mounts), seed: 0 }).steps.flatMap(({ atMs, effects }) =>
            effects
              .filter((effect) => effect.t === "start-probe" && effect.track.config.path === "/mnt/b")
              .map(() => atMs),
          );
        const beside = startsOf(config, { "/mnt/a": diesAt(atMs, { t: "hangs" }), "/mnt/b": other });
        const undisturbed = startsOf(alone, { "/mnt/b": other });
        assert.ok(Math.abs(beside.length - undisturbed.length) <= Math.ceil(undisturbed.length / 4));
        for (const [index, startMs] of beside.entries()) {
          const gapMs = startMs - (beside[index - 1] ?? startMs);
          if (index > 0) assert.ok(gapMs >= 27 * SECOND && gapMs <= 33 * SECOND, String(gapMs));
        }
      }),
      RUNS,
    );
  });
});

describe("a monitor that is killed", () => {
  const config = defaults({ restartDelay: "1m" }, "/mnt/b");
  const kills = fc.array(
    fc.record({ atMs: fc.integer({ min: 0, max: 5 * MINUTE }), downMs: fc.integer({ min: 1, max: 30 * SECOND }) }),
    { minLength: 1, maxLength: 6 },
  );
  it("forgets no restart that is due", () => {
    fc.assert(
      fc.property(deathMs, broken, kills, seed, (atMs, mood, kills, seed) => {
        const history = simulate(script(config, { "/mnt/a": diesAt(atMs, mood) }, { seed, kills, gate: true }));
        const calmMs = Math.max(atMs, ...kills.map(({ atMs, downMs }) => atMs + downMs + 30 * SECOND));
        assert.ok(firstRestartMs(history) <= calmMs + MINUTE + 95 * SECOND, `${firstRestartMs(history)} > ${calmMs}`);
      }),
      RUNS,
    );
  });
  it("does not wait from the start again: what was UNHEALTHY before counts", () => {
    const config = defaults({ restartDelay: "5m" });
    // UNHEALTHY after two minutes at the latest; then killed each half minute.
    const kills = [150, 180, 210, 240, 270, 300, 330].map((seconds) => ({ atMs: seconds * SECOND, downMs: SECOND }));
    fc.assert(
      fc.property(broken, seed, (mood, seed) => {
        const history = simulate(script(config, { "/mnt/a": diesAt(10 * SECOND, mood) }, { seed, kills }));
        assert.ok(firstRestartMs(history) < 10 * SECOND + 5 * MINUTE + 95 * SECOND, String(firstRestartMs(history)));
      }),
      RUNS,
    );
  });
  it("invents none", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 15 * SECOND }),
        deathMs,
        broken,
        kills,
        seed,
        (forMs, atMs, mood, kills, seed) => {
          const quick = downFor(atMs, forMs, mood);
          assert.equal(restartCount(simulate(script(config, { "/mnt/a": quick }, { seed, kills }))), 0);
          assert.equal(restartCount(simulate(script(config, { "/mnt/a": OK_ALWAYS }, { seed, kills, gate: true }))), 0);
        },
      ),
      RUNS,
    );
  });
  it("does not restart twice what was accepted", () => {
    fc.assert(
      fc.property(kills, seed, (kills, seed) => {
        const late = kills.map(({ atMs, downMs }) => ({ atMs: atMs + 3 * MINUTE, downMs }));
        const history = simulate(
          script(
            defaults({ budget: "1 per 24h" }),
            { "/mnt/a": diesAt(SECOND * 40, { t: "hangs" }) },
            { seed, kills: late, stuck: true, endMs: 9 * MINUTE },
          ),
        );
        assert.equal(restartCount(history), 1);
      }),
      RUNS,
    );
  });
});

describe("a process that was stopped", () => {
  it("accuses no mount, and goes on checking", () => {
    const stops = fc.array(
      fc.record({ atMs: fc.integer({ min: 0, max: 8 * MINUTE }), forMs: fc.integer({ min: 1, max: MINUTE }) }),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(stops, slow, seed, (stops, a, seed) => {
        const { steps } = simulate(script(defaults(), { "/mnt/a": a }, { seed, stops }));
        assert.ok(
          steps.every(({ state }) => state.tracks[0]?.record.health.t !== "degraded"),
          "accused",
        );
        const last = steps.at(-1);
        assert.ok((last?.state.tracks[0]?.record.lastCheckMs ?? 0) > 10 * MINUTE - 100 * SECOND, "it stopped checking");
      }),
      RUNS,
    );
  });
  it("looks again before it acts on what hung before", () => {
    // UNHEALTHY since minutes; stopped while the delay runs out and the mount comes back.
    const config = defaults({ restartDelay: "5m" });
    const hangs = downFor(10 * SECOND, 5 * MINUTE, { t: "hangs" });
    fc.assert(
      fc.property(seed, (seed) => {
        const stops = [{ atMs: 5 * MINUTE, forMs: 3 * MINUTE }];
        assert.equal(restartCount(simulate(script(config, { "/mnt/a": hangs }, { seed, stops }))), 0);
      }),
      RUNS,
    );
  });
});

describe("the API", () => {
  it("is asked again until it accepts, however it refuses", () => {
    const refusal = fc.constantFrom<Script["api"][number]["is"]>(
      { t: "refuses" },
      { t: "silent" },
      { t: "blocks", retryAfterMs: undefined },
      { t: "blocks", retryAfterMs: 45 * SECOND },
    );
    fc.assert(
      fc.property(fc.array(refusal, { minLength: 1, maxLength: 4 }), broken, seed, (refusals, mood, seed) => {
        const api = [
          ...refusals.map((is, index) => ({ untilMs: (index + 2) * MINUTE, is })),
          { untilMs: Infinity, is: { t: "accepts" } as const },
        ];
        const history = simulate(script(defaults(), { "/mnt/a": diesAt(10 * SECOND, mood) }, { seed, api }));
        const openMs = (refusals.length + 1) * MINUTE;
        assert.equal(history.restarts.length, 1);
        const restartMs = history.restarts[0] ?? Infinity;
        assert.ok(restartMs >= openMs - MINUTE && restartMs <= openMs + 100 * SECOND, String(restartMs - openMs));
      }),
      RUNS,
    );
  });
});
