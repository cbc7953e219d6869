import type { Fact } from "../fact.ts";
import { isTooShort, lastFailingRun } from "../failing-run.ts";
import { isBad, isQuiet, type Ledger, okProofMs, ranThroughout, spansOf } from "../ledger.ts";
import { type Rule, seconds } from "../rule.ts";
import { heldSometime } from "../spans.ts";

const UNHEALTHY = "mount unhealthy";
const ACTS = new Set(["mount unhealthy, triggering pod restart", "mount unhealthy, would have restarted the pod"]);
const WELL = new Set(["mount healthy", "mount recovered"]);

/**
 * As many failed looks as it takes, and not one less: by the monitor's own count, by the order of what it says, and by
 * the time that the looks take.
 */
export const ENOUGH_LOOKS: Rule = {
  name: "never UNHEALTHY too soon",
  open: () => {
    /** What was said of each mount in this life. One that was started anew may go on from what it had written down. */
    let said = new Map<string, "well" | "degraded">();
    return (fact, ledger) => {
      if (fact.t === "running" && fact.what === "nothing") said = new Map();
      if (fact.t !== "line" || fact.mount === undefined) return undefined;
      const { mount, msg, failureCount } = fact;
      const before = said.get(mount);
      if (WELL.has(msg)) said.set(mount, "well");
      if (msg === "mount degraded") said.set(mount, "degraded");
      const acts = ACTS.has(msg);
      if (msg !== UNHEALTHY && !acts) return undefined;
      said.delete(mount);
      const takes = ledger.plan.failureThreshold;
      if (failureCount !== undefined && failureCount < takes)
        return `"${msg}" of ${mount} after ${failureCount} failed looks, and it takes ${takes}`;
      if (acts && before !== undefined) return `"${msg}" of ${mount}, which it has not called UNHEALTHY`;
      if (before === "well" && takes > 1) return `"${msg}" of ${mount}, which it has not called DEGRADED`;
      return acts ? undefined : sooner(ledger, mount, fact);
    };
  },
};

/** Looks are an interval apart, unless the process was stopped or another mount made it look at all of them. */
function sooner(ledger: Ledger, mount: string, fact: Extract<Fact, { t: "line" }>): string | undefined {
  const atMs = fact.writtenMs ?? fact.atMs;
  const run = lastFailingRun(ledger, mount, isBad, atMs);
  if (!run || !isTooShort(ledger, run)) return undefined;
  const fromMs = run.beganMs - okProofMs(ledger.plan);
  const others = ledger.plan.mounts.filter(({ name, onFailure }) => name !== mount && onFailure === "restart");
  const othersBad = others.some(({ name }) => heldSometime(spansOf(ledger, name), (is) => is !== "ok", fromMs, atMs));
  if (othersBad || !ranThroughout(ledger, fromMs, atMs) || !isQuiet(ledger, fromMs)) return undefined;
  return `"${fact.msg}" of ${mount}, which failed for ${seconds(run.endedMs - run.beganMs)}`;
}
