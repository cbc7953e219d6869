import { type CaGeneration, isKeyed, type TrustedCa } from "./ca-generation.ts";
import { backdateMs, renewAtMs, type RotationSettings, wholeSecondsMs } from "./settings.ts";
import type { Sightings } from "./sightings.ts";
import type { Validity, WriteReason } from "./step.ts";
import { generationsOf, type Moment, type RotationView } from "./view.ts";

export interface CaSetChange {
  readonly keep: readonly CaGeneration[];
  readonly add?: Validity;
  readonly why: readonly WriteReason[];
}

/** What the Secret should hold from now on; undefined where it does already. */
export function changeCaSet(
  generations: readonly CaGeneration[],
  view: RotationView,
  { nowMs, steadyMs }: Moment,
  settings: RotationSettings,
): CaSetChange | undefined {
  const adopted = adoptable(generations, view, nowMs);
  const kept = generations.filter((one) => nowMs < dropAtMs(one, settings));
  const promoted = kept.map((one) =>
    one.stage === "next" && steadyMs >= (promoteAtMs(one, view.sightings, settings) ?? Infinity)
      ? { ...one, stage: "signing" as const }
      : one,
  );
  const add = isDue(kept, nowMs) ? newCa(nowMs, settings) : undefined;
  const why: WriteReason[] = [];
  if (add !== undefined) why.push("add");
  if (promoted.some((one, index) => one !== kept[index])) why.push("promote");
  if (adopted.length > 0) why.push("adopt");
  if (kept.length < generations.length) why.push("drop");
  if (why.length === 0) return undefined;
  return { keep: [...adopted, ...promoted], why, ...(add === undefined ? {} : { add }) };
}

/** All that leaves in use may chain to: what the Secret holds, and what only the bundle or we still know. Oldest first. */
export function wantedBundle(
  view: RotationView,
  nowMs: number,
  settings: RotationSettings,
): readonly Pick<CaGeneration, "id" | "certPem">[] {
  const generations = generationsOf(view);
  return [...strays(generations, view).filter((one) => nowMs < dropAtMs(one, settings)), ...generations];
}

/** Strays that have not expired go into the Secret, without a key: they stay trusted, and never sign again. */
function adoptable(generations: readonly CaGeneration[], view: RotationView, nowMs: number): CaGeneration[] {
  return strays(generations, view).filter((one) => nowMs < one.notAfterMs);
}

/**
 * CAs that the live bundle has or had and the Secret has not: it was deleted, or an older one was restored. Replicas may
 * serve leaves of theirs. One that we do not know to have signed begins anew as `next`: it may be seconds old.
 */
function strays(generations: readonly CaGeneration[], { bundle, remembered }: RotationView): CaGeneration[] {
  const found: readonly TrustedCa[] = bundle.t === "held" ? bundle.found : [];
  const signed = remembered.filter(({ stage }) => stage === "signing");
  const missing = new Map<string, CaGeneration>();
  for (const { id, certPem, notBeforeMs, notAfterMs, ours } of [...found, ...signed]) {
    if (!ours || generations.some((one) => one.id === id)) continue;
    const stage = signed.some((one) => one.id === id) ? "signing" : "next";
    missing.set(id, { id, certPem, notBeforeMs, notAfterMs, ours, stage });
  }
  return [...missing.values()].sort((a, b) => a.notBeforeMs - b.notBeforeMs);
}

/**
 * A CA stays until it has expired itself: no leaf outlives its CA, so that even one that was made by a replica which
 * had long been cut off is covered. On top come both clocks' errors, or the CA would be adopted again by a replica
 * whose clock is behind.
 */
function dropAtMs({ notAfterMs }: CaGeneration, { clockSkewMs }: RotationSettings): number {
  return notAfterMs + 2 * clockSkewMs;
}

/** By the steady clock; undefined while it has not been seen in the bundle. */
function promoteAtMs(
  { id }: CaGeneration,
  sightings: Sightings,
  { propagationMs }: RotationSettings,
): number | undefined {
  const sinceMs = sightings[id];
  return sinceMs === undefined ? undefined : sinceMs + propagationMs;
}

/** There is no CA that can sign, or the newest has lived for two thirds of its time. */
function isDue(generations: readonly CaGeneration[], nowMs: number): boolean {
  const newest = generations.findLast(isKeyed);
  return newest === undefined || nowMs >= renewAtMs(newest);
}

function newCa(nowMs: number, settings: RotationSettings): Validity {
  return {
    notBeforeMs: wholeSecondsMs(nowMs - backdateMs(settings)),
    notAfterMs: wholeSecondsMs(nowMs + settings.caLifeMs),
  };
}

/** When something about the CAs will have to be done, if nothing changes until then. */
export function caWakesMs(
  generations: readonly CaGeneration[],
  { sightings }: RotationView,
  { nowMs, steadyMs }: Moment,
  settings: RotationSettings,
): number[] {
  const newest = generations.findLast(isKeyed);
  const promotions = generations
    .filter(({ stage }) => stage === "next")
    .flatMap((one) => promoteAtMs(one, sightings, settings) ?? [])
    .map((atSteadyMs) => nowMs + (atSteadyMs - steadyMs));
  return [
    ...(newest === undefined ? [] : [renewAtMs(newest)]),
    ...generations.map((one) => dropAtMs(one, settings)),
    ...promotions,
  ];
}
