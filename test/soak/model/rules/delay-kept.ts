import { type Ledger, ranThroughout } from "../ledger.ts";
import { delayedUntilMs, KEPT_MS } from "../limits.ts";
import { oncePer, type Rule, seconds } from "../rule.ts";
import { dueSinceMs, failingSinceMs, isBudgetSpent } from "./no-missed-restart.ts";

const UNHEALTHY = "mount unhealthy";

/**
 * What a mount has waited is waited, also for a monitor that is started anew: it goes by when the mount was called
 * UNHEALTHY, however often it says so again.
 */
export const DELAY_KEPT: Rule = {
  name: "never waits anew",
  open: () => {
    const once = oncePer();
    /** When each was called so, for the first time since it fails. */
    const unhealthy = new Map<string, number>();
    return (fact, ledger) => {
      const { plan } = ledger;
      if (fact.t === "line" && fact.msg === UNHEALTHY && fact.mount !== undefined) {
        const before = unhealthy.get(fact.mount);
        if (before === undefined || !isSameOutage(ledger, fact.mount, before, fact.atMs))
          unhealthy.set(fact.mount, fact.writtenMs ?? fact.atMs);
      }
      if (fact.t !== "tick" || plan.action === "none" || plan.mode === "observe" || isBudgetSpent(ledger, fact))
        return undefined;
      for (const mount of plan.mounts) {
        const saidMs = unhealthy.get(mount.name);
        if (saidMs === undefined || !isSameOutage(ledger, mount.name, saidMs, fact.atMs)) continue;
        const sinceMs = dueSinceMs(ledger, mount, fact.atMs);
        // One that is killed at once may not have written down what it said.
        if (sinceMs === undefined || !ranThroughout(ledger, saidMs, saidMs + KEPT_MS)) continue;
        if (fact.atMs <= delayedUntilMs(plan, saidMs, sinceMs)) continue;
        const why = `${mount.name} is UNHEALTHY since ${seconds(saidMs)}, nothing in the way since ${seconds(sinceMs)}, and the delay is over`;
        return once(`${mount.name} ${saidMs}`, why);
      }
      return undefined;
    };
  },
};

/** In this pod, and without a break. */
function isSameOutage(ledger: Ledger, mount: string, saidMs: number, atMs: number): boolean {
  const failingMs = failingSinceMs(ledger, mount, atMs);
  return failingMs !== undefined && failingMs <= saidMs && ledger.podSinceMs <= saidMs;
}
