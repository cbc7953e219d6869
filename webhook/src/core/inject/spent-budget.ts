import type { ClusterFacts } from "../cluster-facts.ts";

/**
 * Beyond the limit each restart doubles the wait, up to six hours. The shortest wait there can be, a 999th of a second,
 * has grown to that after so many; what lies further back changes nothing.
 */
const DOUBLINGS = 25;

/** As many as the monitor's configuration takes. */
const MAX_TIMES = 999;

/** Earlier restarts of the workload that its monitor has to count, oldest first: the newest, as many as can matter for its budget. */
export function spentBudget({ recentRestarts: known }: ClusterFacts, workload: string, budget: string): string[] {
  const limit = Number.parseInt(budget, 10);
  // Unlimited: nothing is counted.
  if (Number.isNaN(limit)) return [];
  const times = Object.hasOwn(known, workload) ? (known[workload] ?? []) : [];
  return times.toSorted().slice(-Math.min(limit + DOUBLINGS, MAX_TIMES));
}
