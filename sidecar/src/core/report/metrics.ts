import type { Fault } from "@mount-monitor/contract";

/** Upper bounds in seconds: a cached canary takes microseconds, a slow WebDAV server seconds. */
export const DURATION_BOUNDS_S = [0.001, 0.005, 0.025, 0.1, 0.5, 1, 2.5, 5, 10, 30];

/** What is counted over the life of the process, per mount. A plain object that its owner changes in place. */
export interface MountCounters {
  readonly failures: Map<Fault, number>;
  readonly durationBuckets: number[];
  durationSum: number;
  durationCount: number;
}

export function newMountCounters(): MountCounters {
  return { failures: new Map(), durationBuckets: DURATION_BOUNDS_S.map(() => 0), durationSum: 0, durationCount: 0 };
}

export function countDuration(counters: MountCounters, durationMs: number): void {
  const seconds = durationMs / 1000;
  counters.durationSum += seconds;
  counters.durationCount++;
  const index = DURATION_BOUNDS_S.findIndex((bound) => seconds <= bound);
  if (index >= 0) counters.durationBuckets[index] = (counters.durationBuckets[index] ?? 0) + 1;
}

export function countFailure(counters: MountCounters, fault: Fault): void {
  counters.failures.set(fault, (counters.failures.get(fault) ?? 0) + 1);
}

export const RESTART_OUTCOMES = ["accepted", "blocked", "failed", "observed"] as const;
export type RestartOutcome = (typeof RESTART_OUTCOMES)[number];
