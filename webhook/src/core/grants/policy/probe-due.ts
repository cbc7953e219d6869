import type { GrantTiming } from "../timing.ts";
import { type PolicyView, versionOf } from "./policy-view.ts";

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/** What is to be tried, and when. */
export interface DueProbe {
  readonly version: string;
  readonly atMs: number;
}

/** Undefined where there is nothing to try: policy or binding are missing, or not known. */
export function dueProbe(view: PolicyView, nowMs: number, timing: GrantTiming): DueProbe | undefined {
  const version = versionOf(view);
  if (version === undefined) return undefined;
  const { silence } = view;
  const atMs = byProof(view, nowMs, timing);
  return { version, atMs: silence === undefined ? atMs : Math.max(atMs, silence.lastMs + pauseMs(silence.tries)) };
}

function byProof({ proof }: PolicyView, nowMs: number, { proofs, proofSpanMs, reproofMs }: GrantTiming): number {
  switch (proof.t) {
    case "none":
      return nowMs;
    case "gathering":
      return proof.lastMs + proofSpanMs / Math.max(1, proofs - 1);
    case "held": {
      // A server that is slow to learn of a change goes on refusing by what was there before: young proofs are doubted.
      const ageMs = proof.lastMs - proof.sinceMs;
      return proof.renew ? nowMs : proof.lastMs + Math.min(reproofMs, Math.max(proofSpanMs, ageMs));
    }
    case "refuted":
      return proof.lastMs + pauseMs(proof.times);
  }
}

function pauseMs(times: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(times - 1, 10));
}
