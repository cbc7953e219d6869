import type { CaGeneration } from "./ca-generation.ts";
import type { SealedKey } from "./sealed-key.ts";

/** From when to when a certificate is valid; whole seconds. */
export interface Validity {
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

export type Signer = CaGeneration & { readonly key: SealedKey };

/**
 * One thing to do. After each one the replica looks again: nothing is decided by what a step was expected to leave
 * behind, so that a crash between any two steps is harmless.
 */
export type Step =
  /** Make the serving certificate of this replica. */
  | { readonly t: "issue-leaf"; readonly signer: Signer; readonly validity: Validity }
  /** Make the Secret, without data. */
  | { readonly t: "create-secret" }
  /** Replace what the Secret holds, unless it has changed since: these CAs, and a new one after them. */
  | {
      readonly t: "write-secret";
      readonly resourceVersion: string;
      readonly keep: readonly CaGeneration[];
      readonly add?: Validity;
      readonly why: readonly WriteReason[];
    }
  /** Have our webhooks trust exactly these, unless their configuration has changed since. */
  | { readonly t: "write-bundle"; readonly certificates: readonly string[] };

/** What a write of the Secret is for: a new CA, one that begins to sign, one found in the bundle alone, one that is over. */
export type WriteReason = "add" | "promote" | "adopt" | "drop";
