import type { MonitorConfig } from "@mount-monitor/contract";
import { type MonitorEffect, type MonitorInput, type MonitorState, nextWakeAtMs, step } from "../monitor.ts";
import type { Observation } from "../mount/observation.ts";
import type { Surroundings } from "../restart/hold.ts";
import type { RestartResult } from "../restart/restart-plan.ts";
import {
  decodeMonitorMemory,
  encodeMonitorMemory,
  memoryAfterRestart,
  memoryOf,
  type MonitorMemory,
} from "../state/monitor-memory.ts";
import type { MountRecord } from "../state/mount-record.ts";
import { recall } from "../state/recall.ts";
import { type MountMood, OK_ALWAYS, type Script } from "./script.ts";
import { endsAtMs, isAt, seededRandom } from "./timeline.ts";

/** The wall clock is that far ahead of the monotonic one. */
const WALL_OFFSET_MS = 1.7e12;
const API_ANSWER_MS = 50;
const LONGEST_SILENCE_MS = 30_000;
const GRACE_MS = 3_000;
const START_MS = 2_000;
const MOST_STEPS = 200_000;

export interface Step {
  readonly atMs: number;
  readonly input: MonitorInput;
  readonly before: MonitorState;
  readonly state: MonitorState;
  readonly effects: readonly MonitorEffect[];
  readonly around: Surroundings;
  /** Which pod, and which start of the monitor. */
  readonly pod: number;
  readonly life: number;
}

export interface History {
  readonly steps: readonly Step[];
  /** Restarts that were carried out: accepted by the API, or in-place. */
  readonly restarts: readonly number[];
}

type Happening =
  | { readonly t: "answer"; readonly life: number; readonly path: string; readonly observation: Observation }
  | { readonly t: "result"; readonly life: number; readonly result: RestartResult }
  | { readonly t: "start" }
  | { readonly t: "kill"; readonly downMs: number }
  | { readonly t: "pod-gone"; readonly pod: number }
  | { readonly t: "stop"; readonly forMs: number }
  | { readonly t: "resume" }
  | { readonly t: "reconfigure"; readonly config: MonitorConfig };

/** Runs a monitor through a script, as the loop around the core does, but with time that costs nothing. */
export function simulate(script: Script): History {
  const random = seededRandom(script.seed);
  const steps: Step[] = [];
  const restarts: number[] = [];
  const queue: Array<{ atMs: number; what: Happening }> = [];
  let nowMs = 0;
  let pod = 0;
  let acceptedPod = 0;
  let life = 0;
  let config = script.config;
  let state: MonitorState | undefined;
  let memory: MonitorMemory | undefined;
  let gateRecord: MountRecord | undefined;
  let stoppedUntilMs = -Infinity;
  const origin = () => ({ start: `pod ${pod}`, namespace: `life ${life}` });
  const mood = (path: string, atMs: number): MountMood =>
    isAt(script.mounts[path] ?? OK_ALWAYS, atMs, { t: "ok", tookMs: 5 });

  const later = (atMs: number, what: Happening) => {
    const index = queue.findIndex((other) => other.atMs > atMs);
    queue.splice(index < 0 ? queue.length : index, 0, { atMs, what });
  };

  function surroundings(): Surroundings {
    const pause = isAt(script.pause, nowMs, "none");
    const untilMs = endsAtMs(script.pause, nowMs);
    const injected = isAt(script.injected, nowMs, true);
    switch (pause) {
      case "none":
        return { pause: { t: "none" }, injected };
      case "malformed":
        return { pause: { t: "malformed", value: "oui" }, injected };
      case "paused":
        return { pause: { t: "paused", untilMs: Number.isFinite(untilMs) ? untilMs : undefined }, injected };
    }
  }

  function dispatch(input: MonitorInput): void {
    if (!state) return;
    const before = state;
    const around = surroundings();
    const next = step(before, input, { nowMs, random: random(), around });
    state = next.state;
    memory = memoryOf(state, origin(), undefined);
    steps.push({ atMs: nowMs, input, before, state, effects: next.effects, around, pod, life });
    if (steps.length > MOST_STEPS) throw new Error(`it spins at ${nowMs} ms`);
    for (const effect of next.effects) perform(effect);
  }

  function perform(effect: MonitorEffect): void {
    if (effect.t === "start-probe") probe(effect.track.config.path);
    if (effect.t !== "restart") return;
    if (effect.action === "in-place") restartInPlace();
    else callApi();
  }

  function probe(path: string): void {
    const hangs = mood(path, nowMs).t === "hangs";
    const backMs = hangs ? endsAtMs(script.mounts[path] ?? OK_ALWAYS, nowMs) : nowMs;
    const then = mood(path, backMs);
    if (!Number.isFinite(backMs) || then.t === "hangs") return;
    later(backMs + then.tookMs, { t: "answer", life, path, observation: observationOf(then) });
  }

  function callApi(): void {
    const api = isAt(script.api, nowMs, { t: "accepts" });
    const silentUntilMs = Math.min(endsAtMs(script.api, nowMs), nowMs + LONGEST_SILENCE_MS);
    const failed: RestartResult = { t: "failed", message: "connection reset" };
    switch (api.t) {
      case "accepts":
        return later(nowMs + API_ANSWER_MS, { t: "result", life, result: { t: "accepted" } });
      case "refuses":
        return later(nowMs + API_ANSWER_MS, { t: "result", life, result: failed });
      case "blocks": {
        const result: RestartResult = { ...api, t: "blocked", reason: "disruption-budget", message: "no room" };
        return later(nowMs + API_ANSWER_MS, { t: "result", life, result });
      }
      case "silent":
        return later(silentUntilMs, { t: "result", life, result: failed });
    }
  }

  function restartInPlace(): void {
    if (script.stuck) {
      const result: RestartResult = { t: "blocked", reason: "stuck", message: "a file is open" };
      return later(nowMs, { t: "result", life, result });
    }
    restarts.push(nowMs);
    memory = memory && memoryAfterRestart(memory);
    state = undefined;
    later(gatePassesAtMs(), { t: "start" });
  }

  /** The app starts when every mount answers, where there is a gate. */
  function gatePassesAtMs(): number {
    let atMs = nowMs + START_MS;
    gateRecord = undefined;
    if (!script.gate) return atMs;
    const paths = config.mounts.filter(({ onFailure }) => onFailure !== "report").map(({ path }) => path);
    while (atMs < script.endMs && paths.some((path) => mood(path, atMs).t !== "ok")) atMs += 1_000;
    const mounts = paths.map((path) => [path, { healthy: true, canarySeen: true, identity: undefined }] as const);
    gateRecord = { origin: origin(), mounts: Object.fromEntries(mounts) };
    return atMs;
  }

  function newPod(): void {
    pod++;
    state = undefined;
    memory = undefined;
    const recentRestarts = restarts.slice(-64).map((atMs) => atMs + WALL_OFFSET_MS);
    config = { ...script.config, watchdog: { ...script.config.watchdog, recentRestarts } };
    later(gatePassesAtMs(), { t: "start" });
  }

  function begin(): void {
    if (state) return;
    life++;
    const known = memory && decodeMonitorMemory(encodeMonitorMemory(memory));
    state = recall({ config, memory: known, record: gateRecord, origin: origin() }, nowMs, nowMs + WALL_OFFSET_MS);
    dispatch({ t: "wake" });
  }

  function happen(what: Happening): void {
    const forProcess = what.t === "answer" || what.t === "result" || what.t === "reconfigure";
    if (forProcess && nowMs < stoppedUntilMs) return later(stoppedUntilMs, what);
    switch (what.t) {
      case "answer":
        if (what.life === life) dispatch({ t: "answer", path: what.path, observation: what.observation });
        return;
      case "result":
        // The API has taken it, whether or not the one who asked is still there.
        if (what.result.t === "accepted") {
          // Asking again for the same pod is not another restart.
          if (acceptedPod !== pod) restarts.push(nowMs);
          acceptedPod = pod;
          if (!script.stuck) later(nowMs + GRACE_MS, { t: "pod-gone", pod });
        }
        if (what.life === life) dispatch({ t: "restart-result", result: what.result });
        return;
      case "start":
        return begin();
      case "kill":
        if (!state) return;
        state = undefined;
        stoppedUntilMs = -Infinity;
        return later(nowMs + what.downMs, { t: "start" });
      case "pod-gone":
        return what.pod === pod ? newPod() : undefined;
      case "stop":
        if (!state) return;
        stoppedUntilMs = Math.max(stoppedUntilMs, nowMs + what.forMs);
        return later(stoppedUntilMs, { t: "resume" });
      case "resume":
        // Timers come before the answers that have long arrived.
        if (state && nowMs >= stoppedUntilMs && nowMs - nextWakeAtMs(state) > latenessAllowedMs(state.config))
          dispatch({ t: "overslept" });
        return;
      case "reconfigure":
        config = {
          ...what.config,
          watchdog: { ...what.config.watchdog, recentRestarts: config.watchdog.recentRestarts },
        };
        return dispatch({ t: "reconfigure", config });
    }
  }

  for (const { atMs, downMs } of script.kills) later(atMs, { t: "kill", downMs });
  for (const { atMs, forMs } of script.stops) later(atMs, { t: "stop", forMs });
  for (const { atMs, config } of script.reconfigurations) later(atMs, { t: "reconfigure", config });
  newPod();
  for (;;) {
    const wakeMs = state ? Math.max(nowMs, nextWakeAtMs(state), stoppedUntilMs) : Infinity;
    const nextMs = queue[0]?.atMs ?? Infinity;
    nowMs = Math.min(wakeMs, nextMs);
    if (nowMs > script.endMs) return { steps, restarts };
    if (nextMs <= wakeMs) happen((queue.shift() as (typeof queue)[number]).what);
    else dispatch({ t: "wake" });
  }
}

function observationOf(mood: Exclude<MountMood, { t: "hangs" }>): Observation {
  const common = { durationMs: mood.tookMs, identity: undefined };
  switch (mood.t) {
    case "ok":
      return { t: "ok", canary: true, ...common };
    case "failed":
      return { t: "failed", fault: mood.fault, message: mood.fault, ...common };
    case "void":
      return { t: "void", message: "EMFILE" };
  }
}

/** As in the loop around the core. */
function latenessAllowedMs({ mounts }: MonitorConfig): number {
  return 100 + Math.min(...mounts.map(({ readTimeoutMs }) => readTimeoutMs)) / 10;
}
