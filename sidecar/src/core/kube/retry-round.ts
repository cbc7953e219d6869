import type { CallResult } from "./call-result.ts";

/** One round of calls: what `watchdog.maxRetries`, `retryBackoffInitial` and `retryBackoffMax` say. */
export interface RoundPolicy {
  /** Calls in one round, at least 1. */
  readonly maxRetries: number;
  /** Wait before the second call; doubles with each call. */
  readonly retryBackoffInitialMs: number;
  /** The longest wait between two calls of a round. */
  readonly retryBackoffMaxMs: number;
}

export type BlockedReason = "disruption-budget" | "busy" | "permission" | "policy" | "token";

/** How a round ended. */
export type RoundResult =
  /** The pod is told to go, or `gone` before we asked. */
  | { readonly t: "accepted"; readonly gone: boolean }
  /** Somebody has to allow it first; not before `retryAfterMs`, where the server said so. */
  | {
      readonly t: "blocked";
      readonly reason: BlockedReason;
      readonly message: string;
      readonly retryAfterMs?: number;
    }
  /** `answered`: the server is there, and could not or would not. */
  | { readonly t: "failed"; readonly message: string; readonly answered?: true; readonly cause?: unknown }
  /** The caller gave it up. A call that was under way may have been accepted all the same. */
  | { readonly t: "cancelled" };

export type RoundStep =
  | { readonly t: "wait"; readonly waitMs: number }
  | { readonly t: "end"; readonly result: RoundResult };

/** What follows a call of a round: a wait and another call, or the end. `callsMade` counts the call just made. */
export function nextStep(policy: RoundPolicy, callsMade: number, result: CallResult): RoundStep {
  const end = endOf(result);
  const retryAfterMs = result.t === "throttled" ? (result.retryAfterMs ?? 0) : 0;
  if (!mayChange(result) || callsMade >= policy.maxRetries) return { t: "end", result: end };
  // Longer than a round may wait: the next round calls again, and not before it was told to.
  if (retryAfterMs > policy.retryBackoffMaxMs) return { t: "end", result: end };
  return { t: "wait", waitMs: Math.max(retryAfterMs, backoffMs(policy, callsMade)) };
}

/** The wait after the n-th call, counted from 1. */
export function backoffMs(policy: RoundPolicy, callsMade: number): number {
  // Bounded, since no backoff at all times infinity would be no number.
  const doublings = Math.min(callsMade - 1, 30);
  return Math.min(policy.retryBackoffMaxMs, policy.retryBackoffInitialMs * 2 ** doublings);
}

function mayChange(result: CallResult): boolean {
  switch (result.t) {
    case "ok":
    case "gone":
      return false;
    case "throttled":
      return true;
    case "refused":
      return result.retryable;
    case "unreachable":
      return result.reason !== "cancelled";
  }
}

function endOf(result: CallResult): RoundResult {
  switch (result.t) {
    case "ok":
      return { t: "accepted", gone: false };
    case "gone":
      return { t: "accepted", gone: true };
    case "throttled": {
      const { reason, message, retryAfterMs } = result;
      return { t: "blocked", reason, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
    }
    case "refused": {
      const { reason, message } = result;
      if (reason === "server" || reason === "request") return { t: "failed", message, answered: true };
      return { t: "blocked", reason, message };
    }
    case "unreachable":
      if (result.reason === "cancelled") return { t: "cancelled" };
      return { t: "failed", message: result.message, cause: result.cause };
  }
}
