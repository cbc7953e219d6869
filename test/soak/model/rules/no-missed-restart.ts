import type { MountPlan } from "../../schedule/pod-plan.ts";
import type { Fact } from "../fact.ts";
import {
  isBad,
  isCause,
  isMonitoring,
  isQuiet,
  type Ledger,
  okProofMs,
  ranThroughout,
  spansOf,
  wasSeenOk,
} from "../ledger.ts";
import { actedMs, askedAgainMs, POD_INFO_MS } from "../limits.ts";
import { oncePer, type Rule, seconds } from "../rule.ts";
import { heldSinceMs, heldSometime } from "../spans.ts";

const WOULD = "mount unhealthy, would have restarted the pod";
const DAY_MS = 86_400_000;

/** A mount that was healthy and then fails on and on has its pod restarted, unless something holds that back. */
export const NO_MISSED_RESTART: Rule = {
  name: "never a missed restart",
  open: () => {
    const once = oncePer();
    let saidMs = -Infinity;
    return (fact, ledger) => {
      if (fact.t === "line" && fact.msg === WOULD) saidMs = fact.atMs;
      if (fact.t !== "tick" || ledger.plan.action === "none" || isBudgetSpent(ledger, fact)) return undefined;
      const doneMs = Math.max(saidMs, ledger.restarts.at(-1)?.atMs ?? -Infinity);
      for (const mount of ledger.plan.mounts) {
        const sinceMs = dueSinceMs(ledger, mount, fact.atMs);
        if (sinceMs === undefined) continue;
        const failingMs = failingSinceMs(ledger, mount.name, fact.atMs) ?? 0;
        if (doneMs >= failingMs || fact.atMs - sinceMs <= actedMs(ledger.plan)) continue;
        const why = `${mount.name} fails since ${seconds(failingMs)}, nothing in the way since ${seconds(sinceMs)}, and nothing was done`;
        return once(`${mount.name} ${failingMs}`, why);
      }
      return undefined;
    };
  },
};

export const failingSinceMs = (ledger: Ledger, mount: string, atMs: number): number | undefined =>
  heldSinceMs(spansOf(ledger, mount), isCause, atMs);

/** Since when a restart was due with nothing in its way; undefined where none is. */
export function dueSinceMs(ledger: Ledger, mount: MountPlan, atMs: number): number | undefined {
  if (mount.onFailure !== "restart" || ledger.isOver) return undefined;
  const failingMs = failingSinceMs(ledger, mount.name, atMs);
  const runningMs = heldSinceMs(ledger.running, isMonitoring, atMs);
  const wellMs = heldSinceMs(ledger.apiWell, (well) => well, atMs);
  const unpausedMs = heldSinceMs(ledger.paused, (on) => !on, atMs);
  if (failingMs === undefined || runningMs === undefined || wellMs === undefined || unpausedMs === undefined)
    return undefined;
  if (!wasSeenOk(ledger, mount, failingMs)) return undefined;
  if (ledger.plan.mode === "observe" && !isNewOutage(ledger, failingMs)) return undefined;
  // Whoever was put off asks again ever more rarely.
  const apiMs = wellMs > failingMs ? wellMs + askedAgainMs(wellMs - failingMs) : wellMs;
  const sinceMs = Math.max(failingMs, runningMs, apiMs, unpausedMs + POD_INFO_MS, ledger.podSinceMs);
  return isQuiet(ledger, sinceMs) ? sinceMs : ledger.lastLagMs;
}

/** While it only observes it says so once, until no mount is left that fails. */
function isNewOutage(ledger: Ledger, failingMs: number): boolean {
  const fromMs = failingMs - okProofMs(ledger.plan);
  const wereOk = Object.values(ledger.mounts).every((spans) => !heldSometime(spans, isBad, fromMs, failingMs - 1));
  return wereOk && ranThroughout(ledger, fromMs, failingMs);
}

/** Beyond the budget waits grow, which is looked at elsewhere: here it is enough that there is none. */
export function isBudgetSpent({ plan, restarts }: Ledger, { atMs }: Fact): boolean {
  return (
    plan.budget !== undefined && restarts.filter((restart) => restart.atMs > atMs - DAY_MS).length >= plan.budget.limit
  );
}
