import type { PodPlan } from "../schedule/pod-plan.ts";

/** What a busy machine may add to anything. */
export const SLACK_MS = 3_000;
/** The programs read what can be said to a running pod at least this often. */
export const POD_INFO_MS = 1_000;
/** A program that is started runs by then. */
export const STARTED_MS = 2_000;
/** One call to the API, which the monitor gives up after 5 seconds. */
const CALL_MS = 5_000;
/** As the soak sets it, so that a round of calls ends soon. */
export const MAX_RETRIES = 2;
export const RETRY_BACKOFF_MS = 100;
/** A round of calls, all of them in vain. */
export const ROUND_MS = MAX_RETRIES * (CALL_MS + RETRY_BACKOFF_MS);
/** An event may hold up an in-place restart for 2 s, the question to a daemon for half a second. */
export const LEAVING_MS = 2_500;
/** The longest wait between two rounds of calls. */
const LONGEST_ROUND_WAIT_MS = 60_000;
const UNSETTLED_WAIT_MS = 5 * 60_000;

/** By when the first failed look at a mount is over. */
export function seenBadMs({ checkIntervalMs, readTimeoutMs }: PodPlan): number {
  return readTimeoutMs + 1.1 * checkIntervalMs + SLACK_MS;
}

/** By when a mount that fails without a break is due, on a machine that has nothing else to do. */
export function dueMs(plan: PodPlan): number {
  return unhealthyMs(plan) + plan.restartDelayMs + spreadMs(plan);
}

/** By when one that fails without a break is UNHEALTHY. */
export function unhealthyMs({ checkIntervalMs, readTimeoutMs, failureThreshold }: PodPlan): number {
  return readTimeoutMs + (failureThreshold + 1) * 1.1 * checkIntervalMs;
}

const spreadMs = ({ checkIntervalMs }: PodPlan): number => Math.min(5_000, checkIntervalMs / 4);

/** By when it has led to an act. */
export function actedMs(plan: PodPlan): number {
  return unhealthyMs(plan) + plan.restartDelayMs + actMs(plan);
}

/** From the end of all waits that are set to the act. */
export function actMs(plan: PodPlan): number {
  const lastLookMs = plan.readTimeoutMs + 1.1 * plan.checkIntervalMs;
  return spreadMs(plan) + lastLookMs + LEAVING_MS + SLACK_MS;
}

/** What was said so long ago is in the state directory. */
export const KEPT_MS = 1_000;

/** By when it has led to an act, that has been called UNHEALTHY at one time, with nothing in the way since another. */
export function delayedUntilMs(plan: PodPlan, unhealthySinceMs: number, freeSinceMs: number): number {
  return Math.max(unhealthySinceMs + plan.restartDelayMs, freeSinceMs + STARTED_MS) + actMs(plan);
}

/** A call later than this after a pause began is one too many, where nothing slows calls down. */
export function pauseCountsMs({ action }: PodPlan): number {
  return POD_INFO_MS + SLACK_MS + (action === "in-place" ? LEAVING_MS : 0);
}

/** For so long after a restart the program does not restart for a mount that was not healthy since. */
export function unsettledMs({ budget }: PodPlan): number {
  return budget ? Math.min(UNSETTLED_WAIT_MS, budget.windowMs / budget.limit) : UNSETTLED_WAIT_MS;
}

/** The least time that a mount has to fail before anything may follow. */
export function mustFailMs(plan: PodPlan): number {
  return looksMs(plan) + plan.restartDelayMs;
}

/** The least time that it has to fail to be UNHEALTHY: from the first to the last of the looks that it takes. */
export function looksMs({ checkIntervalMs, failureThreshold }: PodPlan): number {
  return (failureThreshold - 1) * 0.9 * checkIntervalMs - 30;
}

/** An API that was away for so long may not be asked again for so long. */
export function askedAgainMs(awayMs: number): number {
  return Math.min(LONGEST_ROUND_WAIT_MS, 2 * awayMs) + ROUND_MS;
}

/** Node's own, from its start on: the one that runs the program, four of V8, the two that serve timers of V8 and signals. */
const NODE_THREADS = 7;
/** Beyond one for each mount. */
const SPARE_THREADS = 4;

/** What there may ever be: the pool has all of its threads from its first use on. */
export function mostThreads({ mounts }: PodPlan): number {
  return NODE_THREADS + mounts.length + SPARE_THREADS;
}
