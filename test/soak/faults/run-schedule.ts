import { setTimeout as wait } from "node:timers/promises";
import { describeFault, type Fault, kindOf } from "../schedule/fault.ts";
import type { End } from "./place.ts";

export interface ScheduleRun {
  /** Faults that were done, and that were not to be had or had nothing to be done to, by kind. */
  readonly done: ReadonlyMap<string, number>;
  readonly skipped: ReadonlyMap<string, number>;
  /** All are over, or it was told to stop. */
  readonly over: Promise<void>;
}

/** Begins each fault at its time and ends it at its time. */
/** Comes back once all that was begun has ended; what failed meanwhile ends the rest as well. */
export function runSchedule(
  faults: readonly Fault[],
  {
    nowMs,
    begin,
    signal,
    onFailure,
  }: {
    readonly nowMs: () => number;
    readonly begin: (fault: Fault) => Promise<End | undefined>;
    readonly signal: AbortSignal;
    readonly onFailure: (error: Error) => void;
  },
): ScheduleRun {
  const done = new Map<string, number>();
  const skipped = new Map<string, number>();
  const sleep = (ms: number) => wait(Math.max(0, ms), undefined, { signal }).catch(() => {});
  const one = async (fault: Fault) => {
    await sleep(fault.atMs - nowMs());
    if (signal.aborted) return;
    const end = await begin(fault);
    const counts = end ? done : skipped;
    counts.set(kindOf(fault), (counts.get(kindOf(fault)) ?? 0) + 1);
    await sleep(fault.atMs + fault.forMs - nowMs());
    await end?.();
  };
  const tell = (fault: Fault) => (error: unknown) => {
    onFailure(new Error(`failed to do ${describeFault(fault)}: ${String(error)}`, { cause: error }));
  };
  return { done, skipped, over: Promise.all(faults.map((fault) => one(fault).catch(tell(fault)))).then(() => {}) };
}
