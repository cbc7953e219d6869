import type { CaGeneration, TrustedCa } from "./ca-generation.ts";
import type { Refusal } from "./refusal.ts";
import type { Sightings } from "./sightings.ts";

/** The Secret, as a look found it. */
export type SecretFinding =
  | { readonly t: "held"; readonly resourceVersion: string; readonly generations: readonly CaGeneration[] }
  /** There is none. */
  | { readonly t: "absent" }
  /** It cannot be used, and must not be touched. */
  | { readonly t: "refused"; readonly refusal: Refusal }
  /** The API server did not say. */
  | { readonly t: "unknown" };

/** `clientConfig.caBundle` of our webhooks, as a look found it. */
export type BundleFinding =
  | {
      readonly t: "held";
      /** CAs that every one of our webhooks trusts. */
      readonly trusted: readonly TrustedCa[];
      /** CAs of ours that any of our webhooks trusts. */
      readonly found: readonly TrustedCa[];
      /** Something stands there that we did not write. */
      readonly other: boolean;
    }
  /** There is no such webhook configuration, or not all of our webhooks in it. */
  | { readonly t: "absent" }
  /** The API server did not say. */
  | { readonly t: "unknown" };

/** The serving certificate of this replica. */
export interface LeafState {
  readonly signerId: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

/** All that a replica knows, and decides by. */
export interface RotationView {
  readonly secret: SecretFinding;
  readonly bundle: BundleFinding;
  /** All that we ever saw in the Secret and that has not expired; what the Secret had last comes last. */
  readonly remembered: readonly CaGeneration[];
  /** Of the last look that saw the bundle. */
  readonly sightings: Sightings;
  readonly leaf: LeafState | undefined;
  /** Our clock less that of the API server, as its last answer had it. */
  readonly aheadMs?: number;
}

export interface Moment {
  /** The time of day; certificates go by it. */
  readonly nowMs: number;
  /** A clock that never jumps; delays go by it. */
  readonly steadyMs: number;
}

/** What to go by: the Secret, or where that cannot be had, what it was. */
export function generationsOf({ secret, remembered }: RotationView): readonly CaGeneration[] {
  return secret.t === "held" ? secret.generations : remembered;
}
