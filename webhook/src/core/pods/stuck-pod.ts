import { MS_PER_MINUTE, parseTime } from "@mount-monitor/contract";
import type { InjectedPod } from "./injected-pod.ts";

/** What an injected pod does not get past. */
export const STUCK_REASONS = ["gate-waits", "cannot-start", "terminating"] as const;
export type StuckReason = (typeof STUCK_REASONS)[number];

/** A mount that comes back within this time is no news: the gate is there to wait for it. */
const GATE_WAITS_MS = 10 * MS_PER_MINUTE;
/** Long enough to pull an image. */
const CANNOT_START_MS = 5 * MS_PER_MINUTE;
/** Beyond its grace period. */
const TERMINATING_MS = MS_PER_MINUTE;

/** Undefined for a pod that is on its way. */
export function stuckReason(
  { deletionTimestamp, finished, start }: Pick<InjectedPod, "deletionTimestamp" | "finished" | "start">,
  nowMs: number,
): StuckReason | undefined {
  // The time has the grace period in it already.
  if (deletionTimestamp !== undefined)
    return isOver(deletionTimestamp, TERMINATING_MS, nowMs) ? "terminating" : undefined;
  if (finished || start === undefined) return undefined;
  switch (start.waitsFor) {
    case "gate":
      return isOver(start.since, GATE_WAITS_MS, nowMs) ? "gate-waits" : undefined;
    case "container":
      return isOver(start.since, CANNOT_START_MS, nowMs) ? "cannot-start" : undefined;
  }
}

function isOver(since: string, limitMs: number, nowMs: number): boolean {
  const sinceMs = parseTime(since);
  return sinceMs !== undefined && nowMs >= sinceMs + limitMs;
}
