import { LEAVING_MS, POD_INFO_MS, ROUND_MS } from "../limits.ts";
import { isInPlaceRestart, runningAgoMs } from "../ledger.ts";
import { type Rule, seconds } from "../rule.ts";
import { heldSinceMs } from "../spans.ts";

/** No restart while the pod is paused; a round of calls that is under way ends, the next does not begin. */
export const PAUSE_KEPT: Rule = {
  name: "never while paused",
  open: () => (fact, ledger) => {
    if (fact.t !== "call" && !isInPlaceRestart(fact)) return undefined;
    const sinceMs = heldSinceMs(ledger.paused, (on) => on, fact.atMs);
    if (sinceMs === undefined) return undefined;
    const graceMs = POD_INFO_MS + ROUND_MS + LEAVING_MS;
    return sinceMs < runningAgoMs(ledger, fact.atMs, graceMs)
      ? `acts ${seconds(fact.atMs - sinceMs)} after the pause began`
      : undefined;
  },
};
