import type { MountPlan } from "../../schedule/pod-plan.ts";
import { isTooShort, lastFailingRun } from "../failing-run.ts";
import type { Fact } from "../fact.ts";
import {
  isCause,
  isInPlaceRestart,
  isMonitoring,
  isOk,
  type Ledger,
  okProofMs,
  runningAgoMs,
  spansOf,
} from "../ledger.ts";
import { LEAVING_MS, mustFailMs, ROUND_MS } from "../limits.ts";
import { oncePer, type Rule, seconds } from "../rule.ts";
import { heldSometime, heldThroughout, partsBetween } from "../spans.ts";

const WOULD = "mount unhealthy, would have restarted the pod";
/** Between the last look and the call, when nothing is in the way. */
const CALL_LAG_MS = 1_500;

/**
 * Whoever restarts, or says that it would, has a mount that was healthy in this pod, and then failed for as long as it
 * takes, up to now. A recovery cancels; only a round of calls that is under way goes on.
 */
export const RESTART_HAS_CAUSE: Rule = {
  name: "never a restart without cause",
  open: () => {
    const once = oncePer();
    return (fact, ledger) => {
      if (!isAct(fact)) return undefined;
      const { plan } = ledger;
      if (fact.t !== "line" && (plan.action === "none" || plan.mode === "observe"))
        return `acts, though it may only report`;
      const reasons = plan.mounts.flatMap((mount) => {
        const why = whyNoCause(ledger, mount, fact.atMs);
        return why === undefined ? [] : [`${mount.name}: ${why}`];
      });
      return reasons.length < plan.mounts.length ? undefined : once(ledger.uid, reasons.join("; "));
    };
  },
};

function isAct(fact: Fact): boolean {
  return fact.t === "call" || isInPlaceRestart(fact) || (fact.t === "line" && fact.msg === WOULD);
}

/** Undefined where this mount is cause enough. */
function whyNoCause(ledger: Ledger, mount: MountPlan, atMs: number): string | undefined {
  const { plan, podSinceMs } = ledger;
  if (mount.onFailure !== "restart") return `is not worth a restart (${mount.onFailure})`;
  const tailMs = atMs - runningAgoMs(ledger, atMs, longestSinceLastLookMs(ledger, atMs));
  const run = lastFailingRun(ledger, mount.name, isCause, atMs);
  if (!run) return "never failed in this pod";
  if (atMs - run.endedMs > tailMs) return `recovered ${seconds(atMs - run.endedMs)} before`;
  if (isTooShort(ledger, run)) return `failed for ${seconds(run.endedMs - run.beganMs)}, which is too short`;
  // A recovery shorter than an interval may have gone unseen: the delay went on.
  const dueMs = Math.min(atMs, run.endedMs + okProofMs(plan)) - run.beganMs;
  if (dueMs < mustFailMs(plan)) return `failed for ${seconds(dueMs)}, and ${seconds(mustFailMs(plan))} is the least`;
  const parts = partsBetween(spansOf(ledger, mount.name), podSinceMs, atMs);
  return parts.some(({ is }) => isOk(is) || is === "unsure") ? undefined : "never was healthy in this pod";
}

function longestSinceLastLookMs(ledger: Ledger, atMs: number): number {
  const { plan, apiWell } = ledger;
  const trouble = heldSometime(apiWell, (well) => !well, atMs - ROUND_MS - CALL_LAG_MS, atMs);
  const lateMs = heldThroughout(ledger.running, isMonitoring, atMs - CALL_LAG_MS, atMs) ? 0 : CALL_LAG_MS;
  const leavingMs = plan.action === "in-place" ? LEAVING_MS : 0;
  return okProofMs(plan) + CALL_LAG_MS + lateMs + leavingMs + (trouble ? ROUND_MS : 0);
}
