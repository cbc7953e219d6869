import { isQuiet, ranThroughout } from "../ledger.ts";
import { SLACK_MS } from "../limits.ts";
import { oncePer, type Rule, seconds } from "../rule.ts";

/** The program turns, whatever the mounts do. */
export const LIVENESS: Rule = {
  name: "always alive",
  open: () => {
    const once = oncePer();
    return (fact, ledger) => {
      if (fact.t !== "answer" || fact.endpoint !== "live" || fact.status === 200) return undefined;
      const fromMs = fact.askedMs - SLACK_MS;
      if (!ranThroughout(ledger, fromMs, fact.atMs) || !isQuiet(ledger, fromMs)) return undefined;
      return once(ledger.uid, `/healthz/live answers ${fact.status ?? "nothing"} at ${seconds(fact.askedMs)}`);
    };
  },
};
