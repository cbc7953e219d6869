import type { MountPlan, PodPlan } from "../schedule/pod-plan.ts";
import type { Fact, Mood, Running } from "./fact.ts";
import { extend, heldThroughout, partsBetween, type Span, timeAgoMs } from "./spans.ts";

/** All that is known of a pod and its surroundings up to now. */
export interface Ledger {
  readonly plan: PodPlan;
  readonly mounts: Readonly<Record<string, readonly Span<Mood>[]>>;
  readonly running: readonly Span<Running>[];
  readonly apiWell: readonly Span<boolean>[];
  readonly paused: readonly Span<boolean>[];
  /** Whom the processes take themselves for, and since when. */
  readonly uid: string;
  readonly podSinceMs: number;
  /** The pod was told to go, or is gone: its monitor has nothing left to do. */
  readonly isOver: boolean;
  /** What the API has carried out, for all pods of that name; and in-place restarts. */
  readonly restarts: readonly { readonly atMs: number; readonly uid: string }[];
  readonly lastLagMs: number;
}

export function openLedger(plan: PodPlan): Ledger {
  return {
    plan,
    mounts: Object.fromEntries(plan.mounts.map(({ name }) => [name, [{ fromMs: 0, is: "ok" as const }]])),
    running: [{ fromMs: 0, is: "nothing" }],
    apiWell: [{ fromMs: 0, is: true }],
    paused: [{ fromMs: 0, is: false }],
    uid: "",
    podSinceMs: 0,
    isOver: false,
    restarts: [],
    lastLagMs: -Infinity,
  };
}

export function enter(ledger: Ledger, fact: Fact): Ledger {
  const { atMs } = fact;
  switch (fact.t) {
    case "mount": {
      const spans = extend(ledger.mounts[fact.mount] ?? [], atMs, fact.mood);
      return { ...ledger, mounts: { ...ledger.mounts, [fact.mount]: spans } };
    }
    case "running":
      return { ...ledger, running: extend(ledger.running, atMs, fact.what) };
    case "api":
      return { ...ledger, apiWell: extend(ledger.apiWell, atMs, fact.well) };
    case "pause":
      return { ...ledger, paused: extend(ledger.paused, atMs, fact.on) };
    case "pod":
      return { ...ledger, uid: fact.uid, podSinceMs: atMs, isOver: false };
    case "replaced":
      return { ...ledger, isOver: true };
    case "deleted":
      // Asking twice for the same pod is not another restart.
      if (ledger.restarts.at(-1)?.uid === fact.uid) return ledger;
      return { ...ledger, isOver: true, restarts: [...ledger.restarts, { atMs, uid: fact.uid }] };
    case "exit":
      if (!isInPlaceRestart(fact)) return ledger;
      return { ...ledger, restarts: [...ledger.restarts, { atMs, uid: ledger.uid }] };
    case "lag":
      return { ...ledger, lastLagMs: atMs };
    case "call":
    case "line":
    case "answer":
    case "figures":
    case "tick":
      return ledger;
  }
}

export const isInPlaceRestart = (fact: Fact): boolean =>
  fact.t === "exit" && fact.program === "monitor" && fact.code === 88;

export const isMonitoring = (is: Running): boolean => is === "monitor";
export const isOk = (mood: Mood): boolean => mood === "ok";
/** No look can succeed. */
export const isBad = (mood: Mood): boolean => mood === "failing" || mood === "hanging" || mood === "denied";
/** Worth a restart. */
export const isCause = (mood: Mood): boolean => mood === "failing" || mood === "hanging";

export const spansOf = ({ mounts }: Ledger, mount: string): readonly Span<Mood>[] => mounts[mount] ?? [];

/** The time that so much running of the monitor lies back: one that is stopped or gone sees nothing. */
export function runningAgoMs({ running }: Ledger, atMs: number, ms: number): number {
  return Math.min(atMs - ms, timeAgoMs(running, isMonitoring, atMs, ms));
}

export function isQuiet({ lastLagMs }: Ledger, fromMs: number): boolean {
  return lastLagMs < fromMs;
}

/** The monitor ran for all of that time. */
export function ranThroughout({ running }: Ledger, fromMs: number, toMs: number): boolean {
  return heldThroughout(running, isMonitoring, fromMs, toMs);
}

/** It was fine for long enough, while the monitor of this pod ran, for that to have been seen beyond doubt. */
export function wasSeenOk(ledger: Ledger, { name }: MountPlan, beforeMs: number): boolean {
  const needMs = okProofMs(ledger.plan);
  return partsBetween(spansOf(ledger, name), ledger.podSinceMs, beforeMs).some(
    ({ fromMs, toMs, is }) =>
      isOk(is) &&
      partsBetween(ledger.running, fromMs, toMs).some(
        (part) => isMonitoring(part.is) && part.toMs - part.fromMs >= needMs,
      ),
  );
}

/** A mount that is fine for so long is seen to be so, also where a probe was stuck before. */
export function okProofMs({ checkIntervalMs }: PodPlan): number {
  return 2.2 * checkIntervalMs + 1_000;
}
