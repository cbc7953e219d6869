import { DENY_REASONS } from "../../core/reasons.ts";
import type { Endpoint } from "../admission/review.ts";
import { type Histogram, newHistogram } from "./histogram.ts";

export const ENDPOINTS = ["pods", "workloads"] as const satisfies readonly Endpoint[];

/** In seconds: a decision takes a fraction of a millisecond, and the API server gives up after 5 s. */
const DURATION_BOUNDS_S = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];
const PATCH_BOUNDS = [512, 1024, 2048, 4096, 8192, 16_384, 65_536, 1_048_576];

/**
 * What is counted over the life of the process. Plain values that their owners change in place: a metrics library
 * costs 13 MB of memory and ten times the time per review.
 */
export interface Metrics {
  /** By `endpoint`, `decision`, `reason`; the key is the three with a line end between. */
  readonly decisions: Map<string, number>;
  readonly warnings: Map<string, number>;
  /** Answers other than 200, by status code. */
  readonly failures: Map<number, number>;
  readonly durations: Readonly<Record<Endpoint, Histogram>>;
  readonly patchBytes: Histogram;
  inFlight: number;
  certificateReloads: number;
}

export function newMetrics(): Metrics {
  return {
    // Somebody who waits for a pod that is refused should be seen from the first refusal on.
    decisions: new Map(Object.keys(DENY_REASONS).map((reason) => [decisionKey("pods", "deny", reason), 0])),
    warnings: new Map(),
    // A bug should be seen as a change from the first one on.
    failures: new Map([[500, 0]]),
    durations: { pods: newHistogram(DURATION_BOUNDS_S), workloads: newHistogram(DURATION_BOUNDS_S) },
    patchBytes: newHistogram(PATCH_BOUNDS),
    inFlight: 0,
    certificateReloads: 0,
  };
}

export function count<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

export function decisionKey(endpoint: Endpoint, decision: string, reason: string): string {
  return `${endpoint}\n${decision}\n${reason}`;
}
