import { MS_PER_HOUR, type RestartBudget } from "@mount-monitor/contract";

/** The growing delay stops growing here: a workload in a loop is tried a few times a day, for ever. */
const LONGEST_WAIT_MS = 6 * MS_PER_HOUR;

/** Restarts older than this do not make the next one wait. */
export const HISTORY_MS = 24 * MS_PER_HOUR;

/** No budget has a larger limit than 999; with fewer in the history, it would never be spent. */
const HISTORY_LENGTH = 1_000;

/**
 * When the next restart may be, given those that were (oldest first). Never more than `limit` within any window; and
 * beyond the first `limit` of a day, each waits twice as long after the last as the one before it.
 */
export function budgetAllowsAtMs(
  history: readonly number[],
  { limit, windowMs }: RestartBudget,
  nowMs: number,
): number {
  if (limit === undefined) return -Infinity;
  const recent = history.filter((restartMs) => restartMs > nowMs - HISTORY_MS);
  if (recent.length < limit) return -Infinity;
  const windowHasRoomMs = (recent.at(-limit) ?? -Infinity) + windowMs;
  const excess = recent.length - limit;
  const growingMs = Math.min((windowMs / limit) * 2 ** excess, LONGEST_WAIT_MS);
  return Math.max(windowHasRoomMs, (recent.at(-1) ?? -Infinity) + growingMs);
}

/** The history with one more restart, without what has become too old to matter. */
export function rememberRestart(history: readonly number[], restartMs: number): number[] {
  return [...history.filter((earlierMs) => earlierMs > restartMs - HISTORY_MS), restartMs].slice(-HISTORY_LENGTH);
}
