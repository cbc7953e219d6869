import { MS_PER_MINUTE, parseTime } from "@mount-monitor/contract";
import type { InjectedPod } from "./injected-pod.ts";

/** What an injected pod does not get past. */
export const STUCK_REASONS = ["gate-waits", "cannot-start", "terminating", "finalizers", "node-not-ready"] as const;
export type StuckReason = (typeof STUCK_REASONS)[number];

/** A mount that comes back within this time is no news: the gate is there to wait for it. */
const GATE_WAITS_MS = 10 * MS_PER_MINUTE;
/** Long enough to pull an image. */
const CANNOT_START_MS = 5 * MS_PER_MINUTE;
/** Beyond its grace period. */
const TERMINATING_MS = MS_PER_MINUTE;

export interface Stuck {
  readonly reason: StuckReason;
  /** From when on it has taken too long. */
  readonly sinceMs: number;
}

type PodParts = Pick<InjectedPod, "deletionTimestamp" | "finished" | "finalizers" | "node" | "start">;

/** Undefined for a pod that is on its way. */
export function findStuck(
  pod: PodParts,
  isNodeReady: (node: string) => boolean | undefined,
  nowMs: number,
): Stuck | undefined {
  const { deletionTimestamp, finished, start } = pod;
  // The time has the grace period in it already.
  if (deletionTimestamp !== undefined)
    return stuckAfter(deletionTimestamp, TERMINATING_MS, nowMs, whatKeeps(pod, isNodeReady));
  if (finished || start === undefined) return undefined;
  switch (start.waitsFor) {
    case "gate":
      return stuckAfter(start.since, GATE_WAITS_MS, nowMs, "gate-waits");
    case "container":
      return stuckAfter(start.since, CANNOT_START_MS, nowMs, "cannot-start");
  }
}

/** What a pod is kept by that was told to go. A mount is the likely cause only where a kubelet is at work on it. */
function whatKeeps({ finished, finalizers, node }: PodParts, isNodeReady: (node: string) => boolean | undefined) {
  if ((finished || node === undefined) && finalizers.length > 0) return "finalizers";
  return node !== undefined && isNodeReady(node) === false ? "node-not-ready" : "terminating";
}

function stuckAfter(since: string, limitMs: number, nowMs: number, reason: StuckReason): Stuck | undefined {
  const sinceMs = (parseTime(since) ?? NaN) + limitMs;
  return nowMs >= sinceMs ? { reason, sinceMs } : undefined;
}
