import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { isFailing } from "../health/mount-health.ts";
import { nextWakeAtMs } from "../monitor.ts";
import { restartCauses, dueAtMs } from "../restart/causes.ts";
import { findHold } from "../restart/hold.ts";
import { scripts } from "./arbitrary-script.ts";
import { causesSeen, watchRestarts } from "./oracle.ts";
import { type History, simulate, type Step } from "./world.ts";
import type { Script } from "./script.ts";

/** More by PROPERTY_RUNS; the limit is for the search for a smaller example, which would go on for minutes. */
const RUNS = {
  numRuns: Number(process.env["PROPERTY_RUNS"] ?? 150),
  interruptAfterTimeLimit: 20_000,
  markInterruptAsFailure: false,
};

function always(script: fc.Arbitrary<Script>, holds: (history: History, script: Script) => void): void {
  fc.assert(
    fc.property(script, (script) => holds(simulate(script), script)),
    RUNS,
  );
}
const effectsOf = (steps: readonly Step[]) => steps.flatMap((step) => step.effects.map((effect) => ({ step, effect })));

describe("whatever happens", () => {
  it("a restart has a mount that was healthy, then failed as often as it must, for as long as it must", () => {
    always(scripts(), (history, { gate }) => {
      for (const restart of watchRestarts(history, gate))
        assert.notDeepEqual(causesSeen(restart), [], `at ${restart.step.atMs}`);
    });
  });

  it("nothing is restarted while paused, or without the label", () => {
    always(scripts(), ({ steps }) => {
      for (const { step, effect } of effectsOf(steps)) {
        if (effect.t !== "restart" && effect.t !== "would-restart") continue;
        assert.deepEqual(step.around, { pause: { t: "none" }, injected: true });
      }
    });
  });

  it("nothing is restarted in observe mode", () => {
    always(scripts({ mode: "observe" }), ({ steps, restarts }) => {
      assert.ok(!effectsOf(steps).some(({ effect }) => effect.t === "restart"));
      assert.deepEqual(restarts, []);
    });
  });

  it("what is said in observe mode is said once in an outage", () => {
    always(scripts({ mode: "observe" }), ({ steps }) => {
      let saidInPod = 0;
      for (const { before, state, effects, pod } of steps) {
        const due = restartCauses(before.tracks, before.config.watchdog).length > 0;
        if (!due || before.watchdog.plan.t === "idle") saidInPod = 0;
        if (!effects.some(({ t }) => t === "would-restart")) continue;
        assert.notEqual(saidInPod, pod);
        assert.equal(state.watchdog.plan.t, "observed");
        saidInPod = pod;
      }
    });
  });

  it("no more restarts than the budget within any window, over pods and restarts of the monitor", () => {
    always(scripts(), ({ restarts }, { config: { watchdog } }) => {
      const { limit, windowMs } = watchdog.budget;
      if (limit === undefined) return;
      for (const [index, restartMs] of restarts.entries()) {
        const earlierMs = restarts[index - limit];
        if (earlierMs !== undefined) assert.ok(restartMs - earlierMs >= windowMs, `${restarts}`);
      }
    });
  });

  it("a mount has one probe in flight at the most", () => {
    always(scripts(), ({ steps }) => {
      let life = 0;
      let out = new Set<string>();
      for (const step of steps) {
        if (step.life !== life) out = new Set();
        life = step.life;
        if (step.input.t === "answer") out.delete(step.input.path);
        for (const effect of step.effects) {
          if (effect.t !== "start-probe") continue;
          assert.ok(!out.has(effect.track.config.path), `${effect.track.config.path} at ${step.atMs}`);
          out.add(effect.track.config.path);
        }
      }
    });
  });

  it("one success makes a mount healthy, and its failures begin at one again", () => {
    always(scripts(), ({ steps }) => {
      for (const { effect } of effectsOf(steps)) {
        if (effect.t !== "checked") continue;
        const { health } = effect.track.record;
        if (effect.observation.t === "ok") assert.equal(health.t, "healthy");
        if (effect.observation.t === "void") assert.deepEqual(health, effect.before);
        if (effect.observation.t === "failed" && !isFailing(effect.before))
          assert.equal(isFailing(health) && health.failures, 1);
      }
    });
  });

  it("no mount waits for another: each is looked at within its own interval", () => {
    always(scripts(), ({ steps }) => {
      for (const { state, atMs, input } of steps) {
        for (const { slot, config, nextTickMs, lastTickMs } of state.tracks) {
          assert.ok(nextTickMs <= atMs + config.checkIntervalMs * 1.1, `${config.path} at ${atMs}`);
          // What is due has been started, or its own probe is out.
          if (input.t === "wake" && slot.t === "free") assert.ok(nextTickMs > atMs);
          if (slot.t === "out" && !slot.hung) assert.ok(slot.deadlineMs >= lastTickMs);
        }
      }
    });
  });

  it("the loop never spins", () => {
    always(scripts(), ({ steps }) => {
      for (const { state, atMs, input } of steps) {
        const wakeMs = nextWakeAtMs(state);
        if (input.t === "wake") assert.ok(wakeMs > atMs, `at ${atMs}: wake at ${wakeMs}`);
        // A time in the past would make the loop take itself for late again, at once and for ever.
        if (input.t === "overslept") assert.ok(wakeMs >= atMs, `overslept at ${atMs}: wake at ${wakeMs}`);
      }
      assert.ok(steps.length < 20_000, String(steps.length));
    });
  });

  it("the state does not grow", () => {
    always(scripts(), ({ steps }) => {
      for (const index of [0.5, 1]) {
        const { state } = steps[Math.floor((steps.length - 1) * index)] as Step;
        assert.ok(JSON.stringify({ ...state, config: undefined }).length < 6_000);
      }
    });
  });

  it("what is due and not held is attempted soon", () => {
    always(scripts(), ({ steps }, { endMs }) => {
      let dueSinceMs: number | undefined;
      let life = 0;
      let boundMs = 0;
      for (const { state, atMs, input, effects, around, life: thisLife } of steps) {
        if (thisLife !== life || input.t === "overslept" || input.t === "reconfigure") dueSinceMs = undefined;
        life = thisLife;
        const overdue = dueSinceMs !== undefined && atMs - dueSinceMs > boundMs;
        assert.ok(!overdue, `due since ${dueSinceMs}, not attempted at ${atMs}: ${JSON.stringify(state.watchdog)}`);
        const free = mustAct({ state, around, atMs });
        if (!free || effects.some(({ t }) => t === "restart")) dueSinceMs = undefined;
        else dueSinceMs ??= atMs;
        const slowestMs = Math.max(...state.config.mounts.map(({ readTimeoutMs }) => readTimeoutMs));
        // The spread, the last look, and the longest wait between two rounds.
        boundMs = 5_000 + slowestMs + 90_000 + 1;
      }
      const last = steps.at(-1) as Step;
      if (dueSinceMs !== undefined && last.life === life) assert.ok(endMs - dueSinceMs <= boundMs + 60_000);
    });
  });
});

/** Due, not held, not under way, and not done. */
function mustAct({ state, around, atMs }: Pick<Step, "state" | "around" | "atMs">): boolean {
  const { config, watchdog, tracks } = state;
  if (watchdog.plan.t === "acting" || watchdog.plan.t === "accepted") return false;
  const causes = restartCauses(tracks, config.watchdog);
  if (atMs < dueAtMs(causes, config.watchdog.restartDelayMs)) return false;
  const others = watchdog.counted ? watchdog.history.slice(0, -1) : watchdog.history;
  return findHold(causes, others, config.watchdog.budget, around, atMs) === undefined;
}
