import { isBad, isOk, isQuiet, type Ledger, ranThroughout, runningAgoMs, spansOf, wasSeenOk } from "../ledger.ts";
import { seenBadMs, SLACK_MS } from "../limits.ts";
import { oncePer, type Rule, seconds } from "../rule.ts";
import { heldSinceMs } from "../spans.ts";

/** The pod gets no traffic while a mount fails, and gets it back soon after. */
export const READINESS: Rule = {
  name: "ready when, and only when, the mounts are",
  open: () => {
    const once = oncePer();
    return (fact, ledger) => {
      if (fact.t !== "answer" || fact.endpoint !== "ready") return undefined;
      const { askedMs, status, atMs } = fact;
      if (status === 200) {
        if (ledger.plan.mode === "observe") return undefined;
        const failing = mountsThatCount(ledger).find((mount) => {
          const sinceMs = heldSinceMs(spansOf(ledger, mount.name), isBad, atMs) ?? Infinity;
          return (
            sinceMs < runningAgoMs(ledger, askedMs, seenBadMs(ledger.plan)) &&
            ranSince(ledger, askedMs, seenBadMs(ledger.plan)) &&
            wasSeenOk(ledger, mount, sinceMs)
          );
        });
        return failing && once(`${failing.name} bad`, `ready at ${seconds(askedMs)}, while ${failing.name} fails`);
      }
      const wellMs = seenBadMs(ledger.plan) + ledger.plan.checkIntervalMs + SLACK_MS;
      const allWell = mountsThatCount(ledger).every(
        ({ name }) => (heldSinceMs(spansOf(ledger, name), isOk, atMs) ?? Infinity) < askedMs - wellMs,
      );
      const observing = ledger.plan.mode === "observe";
      if ((!allWell && !observing) || !ranSince(ledger, atMs, wellMs) || !isQuiet(ledger, askedMs - wellMs))
        return undefined;
      return once(`well ${ledger.uid}`, `answers ${status ?? "nothing"} at ${seconds(askedMs)}, while all is well`);
    };
  },
};

const mountsThatCount = ({ plan }: Ledger) => plan.mounts.filter(({ onFailure }) => onFailure !== "report");
const ranSince = (ledger: Ledger, atMs: number, ms: number) => ranThroughout(ledger, atMs - ms, atMs);
