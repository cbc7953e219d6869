import type { MountPlan } from "../../schedule/pod-plan.ts";
import type { Fact } from "../fact.ts";
import {
  isCause,
  isInPlaceRestart,
  isMonitoring,
  isOk,
  isQuiet,
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
  const parts = partsBetween(spansOf(ledger, mount.name), podSinceMs, atMs);
  const lastBad = parts.findLastIndex(({ is }) => isCause(is) || is === "unsure");
  const last = parts[lastBad];
  if (!last) return "never failed in this pod";
  if (atMs - last.toMs > tailMs) return `recovered ${seconds(atMs - last.toMs)} before`;
  let beganMs = last.fromMs;
  for (const part of parts.slice(0, lastBad).toReversed()) {
    if (!mayBeMissed(ledger, part)) break;
    beganMs = part.fromMs;
  }
  // A recovery shorter than an interval may have gone unseen: the delay went on.
  const failedMs = Math.min(atMs, last.toMs + okProofMs(plan)) - beganMs;
  if (failedMs < mustFailMs(plan))
    return `failed for ${seconds(failedMs)}, and ${seconds(mustFailMs(plan))} is the least`;
  return parts.some(({ is }) => isOk(is) || is === "unsure") ? undefined : "never was healthy in this pod";
}

/** Not a look that must have succeeded: too short, or nobody looked. */
function mayBeMissed(ledger: Ledger, { fromMs, toMs, is }: { fromMs: number; toMs: number; is: string }): boolean {
  if (is !== "ok") return is !== "denied";
  const needMs = okProofMs(ledger.plan);
  const seen = partsBetween(ledger.running, fromMs, toMs).some(
    (part) => isMonitoring(part.is) && part.toMs - part.fromMs >= needMs,
  );
  return !seen || !isQuiet(ledger, fromMs);
}

function longestSinceLastLookMs(ledger: Ledger, atMs: number): number {
  const { plan, apiWell } = ledger;
  const trouble = heldSometime(apiWell, (well) => !well, atMs - ROUND_MS - CALL_LAG_MS, atMs);
  const lateMs = heldThroughout(ledger.running, isMonitoring, atMs - CALL_LAG_MS, atMs) ? 0 : CALL_LAG_MS;
  const leavingMs = plan.action === "in-place" ? LEAVING_MS : 0;
  return okProofMs(plan) + CALL_LAG_MS + lateMs + leavingMs + (trouble ? ROUND_MS : 0);
}
