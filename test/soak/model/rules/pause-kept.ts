import { pauseCountsMs, ROUND_MS } from "../limits.ts";
import { isInPlaceRestart, runningAgoMs } from "../ledger.ts";
import { type Rule, seconds } from "../rule.ts";
import { heldSinceMs, heldSometime } from "../spans.ts";

/** No restart while the pod is paused; a round of calls that is under way ends, the next does not begin. */
export const PAUSE_KEPT: Rule = {
  name: "never while paused",
  open: () => (fact, ledger) => {
    if (fact.t !== "call" && !isInPlaceRestart(fact)) return undefined;
    const sinceMs = heldSinceMs(ledger.paused, (on) => on, fact.atMs);
    if (sinceMs === undefined) return undefined;
    // A round takes its time only where the API does.
    const trouble = heldSometime(ledger.apiWell, (well) => !well, sinceMs - ROUND_MS, fact.atMs);
    const graceMs = pauseCountsMs(ledger.plan) + (trouble ? ROUND_MS : 0);
    return sinceMs < runningAgoMs(ledger, fact.atMs, graceMs)
      ? `acts ${seconds(fact.atMs - sinceMs)} after the pause began`
      : undefined;
  },
};
