import { isMonitoring } from "../ledger.ts";
import { ROUND_MS } from "../limits.ts";
import { type Rule, seconds } from "../rule.ts";
import { heldThroughout } from "../spans.ts";

/** A pod that was told to go is not told again: unless the one who asked could not know that it was. */
export const ONCE_PER_CAUSE: Rule = {
  name: "never two for one cause",
  open:
    () =>
    (fact, { restarts, apiWell, running, uid, podSinceMs }) => {
      if (fact.t !== "call" || fact.uid !== uid) return undefined;
      const before = restarts.find(
        (restart) => restart.uid === uid && restart.atMs >= podSinceMs && restart.atMs < fact.atMs,
      );
      if (!before) return undefined;
      const heardOfIt =
        heldThroughout(apiWell, (well) => well, before.atMs - ROUND_MS, fact.atMs) &&
        heldThroughout(running, isMonitoring, before.atMs - 1_000, fact.atMs);
      return heardOfIt ? `asked again ${seconds(fact.atMs - before.atMs)} after it was accepted` : undefined;
    },
};
