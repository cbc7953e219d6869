import { mostThreads } from "../limits.ts";
import { oncePer, type Rule } from "../rule.ts";
import { heldSinceMs } from "../spans.ts";

/** The heap has found its size by then. */
const WARM_MS = 30_000;
/** What the chart gives it. */
const LIMIT_MIB = 128;
const GROWTH_MIB = 24;
/** Connections that are just being served, and files just being read. */
const DESCRIPTORS = 16;

/** A thread that is just ending is still listed, once; one that stays is there the next time, too. */
const READINGS = 2;

interface Baseline {
  readonly sinceMs: number;
  descriptors: number;
  residentMiB: number;
}

/** Not one thread more than there are from the start, and no more descriptors or memory, however long and whatever happens. */
export const FLAT: Rule = {
  name: "threads, descriptors and memory flat",
  open: () => {
    const once = oncePer();
    let base: Baseline | undefined;
    let tooMany = 0;
    return (fact, { plan, running }) => {
      if (fact.t !== "figures") return undefined;
      const { threads, descriptors, residentMiB, atMs } = fact;
      // Being stopped for a while does not end a life.
      const sinceMs = heldSinceMs(running, (what) => what === "monitor" || what === "stopped monitor", atMs);
      if (sinceMs === undefined) return undefined;
      tooMany = threads > mostThreads(plan) ? tooMany + 1 : 0;
      if (tooMany >= READINGS)
        return once(
          sinceMs,
          `${threads} threads, and ${mostThreads(plan)} are the most: ${fact.threadNames?.join(", ")}`,
        );
      base = base?.sinceMs === sinceMs ? base : { sinceMs, descriptors, residentMiB };
      if (residentMiB > LIMIT_MIB) return once(sinceMs, `${residentMiB.toFixed(0)} MiB, more than its limit`);
      if (atMs - sinceMs < WARM_MS) {
        base.descriptors = Math.max(base.descriptors, descriptors);
        base.residentMiB = Math.max(base.residentMiB, residentMiB);
        return undefined;
      }
      if (descriptors > base.descriptors + DESCRIPTORS)
        return once(sinceMs, `${descriptors} descriptors, before ${base.descriptors}`);
      if (residentMiB > base.residentMiB + GROWTH_MIB)
        return once(sinceMs, `${residentMiB.toFixed(0)} MiB, before ${base.residentMiB.toFixed(0)}`);
      return undefined;
    };
  },
};
