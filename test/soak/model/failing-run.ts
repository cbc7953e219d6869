import type { Mood } from "./fact.ts";
import { isMonitoring, isQuiet, type Ledger, okProofMs, spansOf } from "./ledger.ts";
import { looksMs } from "./limits.ts";
import { heldSometime, partsBetween } from "./spans.ts";

export interface FailingRun {
  readonly beganMs: number;
  readonly endedMs: number;
}

/** The last time without a success that must have been seen, in this pod; a recovery that is too short may be missed. */
export function lastFailingRun(
  ledger: Ledger,
  mount: string,
  fails: (mood: Mood) => boolean,
  atMs: number,
): FailingRun | undefined {
  const parts = partsBetween(spansOf(ledger, mount), ledger.podSinceMs, atMs);
  const lastBad = parts.findLastIndex(({ is }) => fails(is) || is === "unsure");
  const last = parts[lastBad];
  if (!last) return undefined;
  let beganMs = last.fromMs;
  for (const part of parts.slice(0, lastBad).toReversed()) {
    if (part.is === "ok" ? isSeen(ledger, part.fromMs, part.toMs) : !fails(part.is) && part.is !== "unsure") break;
    beganMs = part.fromMs;
  }
  return { beganMs, endedMs: last.toMs };
}

/** Long enough, and somebody looked. */
function isSeen(ledger: Ledger, fromMs: number, toMs: number): boolean {
  const needMs = okProofMs(ledger.plan);
  const looked = partsBetween(ledger.running, fromMs, toMs).some(
    (part) => isMonitoring(part.is) && part.toMs - part.fromMs >= needMs,
  );
  return looked && isQuiet(ledger, fromMs);
}

/** Shorter than the looks take that it takes. One that was started anew looks at once, and goes on counting. */
export function isTooShort({ plan, running }: Ledger, { beganMs, endedMs }: FailingRun): boolean {
  const startedAnew = heldSometime(running, (what) => what === "nothing", beganMs, endedMs);
  return !startedAnew && endedMs - beganMs < looksMs(plan);
}
