import type { Draw } from "./draw.ts";
import type { Fault } from "./fault.ts";

/** All is well at first, so that there is something to compare with. */
export const QUIET_MS = 8_000;

export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Lane {
  readonly forMs: number;
  /** Between one fault and the next: at least, and at most. */
  readonly gapMs: readonly [number, number];
  /** Kept free of these faults, in order. */
  readonly taken: readonly Stretch[];
}

/** One after the other; what would not be over by the end does not begin. */
export function drawLane(draw: Draw, { forMs, gapMs, taken }: Lane, one: () => Omit<Fault, "atMs">): readonly Fault[] {
  const faults: Fault[] = [];
  let earliestMs = QUIET_MS + draw.between(0, gapMs[1]);
  /** Not all of them right after what they had to wait for. */
  const firstFreeMs = (forMs: number): number =>
    taken.reduce(
      (atMs, { fromMs, toMs }) => (atMs < toMs && atMs + forMs > fromMs ? toMs + draw.between(0, gapMs[0]) : atMs),
      earliestMs,
    );
  for (;;) {
    const next = one();
    const atMs = firstFreeMs(next.forMs);
    if (atMs + next.forMs > forMs) return faults;
    faults.push({ atMs, ...next });
    earliestMs = atMs + next.forMs + draw.between(...gapMs);
  }
}
