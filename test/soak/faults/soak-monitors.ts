import { setTimeout as wait } from "node:timers/promises";
import type { Fact } from "../model/fact.ts";
import type { Violation } from "../model/judge.ts";
import type { Schedule } from "../schedule/draw-schedule.ts";
import { actedMs } from "../model/limits.ts";
import type { Fault } from "../schedule/fault.ts";
import type { PodPlan } from "../schedule/pod-plan.ts";
import { watchLoopLag } from "./loop-lag.ts";
import { type PodFigures, type SoakedPod, startSoakedPod } from "./soaked-pod.ts";
import { runSchedule, type ScheduleRun } from "./run-schedule.ts";
import type { Surroundings } from "./surroundings.ts";

/** What is promised to follow from the last fault has followed by then. */
const SETTLE_MS = 10_000;

export interface MonitorSoak {
  readonly schedule: ScheduleRun;
  figures(): ReadonlyMap<string, PodFigures>;
  /** Faults that last long enough for a restart; what holds it back may have come in between. */
  readonly longEnough: () => number;
  readonly lags: () => { readonly count: number; readonly worstMs: number };
  /** Intervals of checks that have passed, over all mounts. */
  readonly intervals: () => { readonly mount: number; readonly all: number };
  readonly over: Promise<void>;
  close(): Promise<void>;
}

export interface MonitorSoakDeps {
  readonly surroundings: Surroundings;
  readonly untilMs: number;
  readonly signal: AbortSignal;
  /** Of the soak itself. */
  readonly onFailure: (error: Error) => void;
  readonly onViolation: (violation: Violation) => void;
  readonly onFact: (pod: string, fact: Fact) => void;
}

export async function soakMonitors({ pods: plans, faults }: Schedule, deps: MonitorSoakDeps): Promise<MonitorSoak> {
  const { signal, untilMs } = deps;
  const startedMs = performance.now();
  const nowMs = () => performance.now() - startedMs;
  const names = plans.map(({ name }) => name);
  const pods = new Map<string, SoakedPod>();
  const close = async () => {
    lag.stop();
    await Promise.all([...pods.values()].map((pod) => pod.close()));
  };
  const lag = watchLoopLag(() => pods.forEach((pod) => pod.lagged()));
  try {
    // What still hangs after that is freed by the guard of its mount.
    const limitMs = untilMs + 5 * 60_000;
    for (const plan of plans) pods.set(plan.name, await startSoakedPod({ ...deps, plan, names, limitMs, nowMs }));
  } catch (error) {
    await close();
    throw error;
  }
  let longEnough = 0;
  const begin = async (fault: Fault) => {
    const end = await pods.get(fault.pod)?.begin(fault);
    const plan = plans.find(({ name }) => name === fault.pod);
    if (end && plan && mustLeadToRestart(plan, fault)) longEnough++;
    return end;
  };
  const schedule = runSchedule(
    faults.filter(({ pod, atMs, forMs }) => pods.has(pod) && atMs + forMs <= untilMs),
    { nowMs, signal, begin, onFailure: deps.onFailure },
  );
  const over = schedule.over.then(() =>
    wait(Math.max(untilMs - nowMs(), 0) + SETTLE_MS, undefined, { signal }).catch(() => {}),
  );
  return {
    schedule,
    longEnough: () => longEnough,
    figures: () => new Map([...pods].map(([name, pod]) => [name, pod.figures()])),
    lags: () => ({ count: lag.count(), worstMs: lag.worstMs() }),
    intervals() {
      const each = plans.flatMap(({ mounts, checkIntervalMs }) => mounts.map(() => nowMs() / checkIntervalMs));
      return { mount: Math.max(...each), all: each.reduce((sum, one) => sum + one, 0) };
    },
    over,
    close,
  };
}

const CAUSES: ReadonlySet<string> = new Set([
  "hang",
  "vanish",
  "away",
  "unmount",
  "freeze",
  "freeze-backend",
  "daemon-killed",
]);

function mustLeadToRestart(plan: PodPlan, { what, forMs }: Fault): boolean {
  if (what.on !== "mount" || plan.action === "none" || plan.mode === "observe") return false;
  const mount = plan.mounts.find(({ name }) => name === what.mount);
  return mount?.onFailure === "restart" && CAUSES.has(what.fault.t) && forMs > actedMs(plan);
}
