import { type CaGeneration, isKeyed } from "./ca-generation.ts";
import { backdateMs, renewAtMs, type RotationSettings, wholeSecondsMs } from "./settings.ts";
import type { Signer, Validity } from "./step.ts";
import { generationsOf, type LeafState, type RotationView } from "./view.ts";

export interface LeafChange {
  readonly signer: Signer;
  readonly validity: Validity;
}

/** The serving certificate that this replica should make now; undefined while the one that it has is right. */
export function changeLeaf(view: RotationView, nowMs: number, settings: RotationSettings): LeafChange | undefined {
  const signer = chooseSigner(view, nowMs);
  if (signer === undefined) return undefined;
  const { leaf } = view;
  const validity = leafValidity(signer, nowMs, settings);
  if (leaf !== undefined && !isReplaced(leaf, signer, validity, view, nowMs)) return undefined;
  return { signer, validity };
}

function isReplaced(leaf: LeafState, signer: Signer, validity: Validity, view: RotationView, nowMs: number): boolean {
  if (nowMs >= leaf.notAfterMs) return true;
  // Near the end of a CA a new leaf would end with it as the old one does: without this it would be made again and again.
  const due = nowMs >= renewAtMs(leaf) && validity.notAfterMs > leaf.notAfterMs;
  if (leaf.signerId === signer.id) return due;
  // What is served now works: no change to a CA that the live bundle does not trust at this moment.
  if (isDistrusted(signer.id, view)) return false;
  if (signer.stage === "next") return isDistrusted(leaf.signerId, view);
  return due || isDistrusted(leaf.signerId, view) || isOlder(leaf.signerId, signer.id, generationsOf(view));
}

/** The newest CA that has been trusted for long enough, or where there is none, any. */
function chooseSigner(view: RotationView, nowMs: number): Signer | undefined {
  const able = generationsOf(view)
    .filter(isKeyed)
    .filter((one) => wholeSecondsMs(one.notAfterMs) > nowMs);
  return (
    able.findLast(({ stage }) => stage === "signing") ?? able.findLast(({ id }) => isTrusted(id, view)) ?? able.at(-1)
  );
}

function leafValidity(signer: Signer, nowMs: number, settings: RotationSettings): Validity {
  return {
    notBeforeMs: Math.max(signer.notBeforeMs, wholeSecondsMs(nowMs - backdateMs(settings))),
    notAfterMs: Math.min(signer.notAfterMs, wholeSecondsMs(nowMs + settings.leafLifeMs)),
  };
}

function isTrusted(id: string, { bundle }: RotationView): boolean {
  return bundle.t === "held" && bundle.trusted.some((one) => one.id === id);
}

/** Known not to be trusted; where the bundle could not be seen, nothing is known. */
function isDistrusted(id: string, view: RotationView): boolean {
  return view.bundle.t === "held" && !isTrusted(id, view);
}

function isOlder(id: string, thanId: string, generations: readonly CaGeneration[]): boolean {
  const index = generations.findIndex((one) => one.id === id);
  return index >= 0 && index < generations.findIndex((one) => one.id === thanId);
}

/** When the leaf will have to be made anew, if nothing changes until then. */
export function leafWakesMs(leaf: LeafState | undefined): number[] {
  return leaf === undefined ? [] : [renewAtMs(leaf), leaf.notAfterMs];
}
