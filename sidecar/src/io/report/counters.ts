import {
  countDuration,
  countFailure,
  type MountCounters,
  newMountCounters,
  type RestartOutcome,
} from "../../core/report/metrics.ts";
import type { Observation } from "../../core/mount/observation.ts";

/** What the process has counted since it started. */
export interface Counters {
  observed(path: string, observation: Observation): void;
  restarted(outcome: RestartOutcome): void;
  ofMount(path: string): MountCounters | undefined;
  restarts(outcome: RestartOutcome): number;
  /** Forgets mounts that are not configured any more. */
  keep(paths: readonly string[]): void;
}

export function createCounters(): Counters {
  const mounts = new Map<string, MountCounters>();
  const restarts = new Map<RestartOutcome, number>();
  return {
    observed(path, observation) {
      if (observation.t === "void") return;
      const counters = mounts.get(path) ?? newMountCounters();
      mounts.set(path, counters);
      if (observation.t === "failed") countFailure(counters, observation.fault);
      // What never came back has no duration; the limit that it missed would only pretend to be one.
      if (observation.t === "ok" || observation.fault !== "hung") countDuration(counters, observation.durationMs);
    },
    restarted: (outcome) => void restarts.set(outcome, (restarts.get(outcome) ?? 0) + 1),
    ofMount: (path) => mounts.get(path),
    restarts: (outcome) => restarts.get(outcome) ?? 0,
    keep(paths) {
      for (const path of mounts.keys()) if (!paths.includes(path)) mounts.delete(path);
    },
  };
}
