import { isBad, isOk, isQuiet, okProofMs, runningAgoMs, spansOf } from "../ledger.ts";
import { type Rule, seconds } from "../rule.ts";
import { heldSinceMs } from "../spans.ts";

const ACCUSES = new Set([
  "mount degraded",
  "mount unhealthy",
  "mount fails in another way",
  "mount unhealthy, triggering pod restart",
]);
const ACQUITS = new Set(["mount healthy", "mount recovered"]);
const LOG_LAG_MS = 1_500;

/** What is said of a mount was so a moment ago: also of one whose monitor was stopped, or whose clock was set. */
export const ACCUSATION_IS_TRUE: Rule = {
  name: "never a word that is not so",
  open: () => (fact, ledger) => {
    if (fact.t !== "line" || fact.mount === undefined) return undefined;
    const spans = spansOf(ledger, fact.mount);
    if (spans.length === 0) return `"${fact.msg}" of a mount that it does not have: ${fact.mount}`;
    const { readTimeoutMs } = ledger.plan;
    const lookMs = runningAgoMs(ledger, fact.atMs, readTimeoutMs + okProofMs(ledger.plan) + LOG_LAG_MS);
    if (!isQuiet(ledger, lookMs)) return undefined;
    const heldSince = (holds: typeof isOk) => heldSinceMs(spans, holds, fact.atMs) ?? Infinity;
    if (ACCUSES.has(fact.msg) && heldSince(isOk) < lookMs)
      return `"${fact.msg}" of ${fact.mount}, which is well since ${seconds(fact.atMs - heldSince(isOk))}`;
    if (ACQUITS.has(fact.msg) && heldSince(isBad) < lookMs)
      return `"${fact.msg}" of ${fact.mount}, which fails since ${seconds(fact.atMs - heldSince(isBad))}`;
    return undefined;
  },
};
