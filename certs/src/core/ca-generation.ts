import type { SealedKey } from "./sealed-key.ts";

/**
 * What the Secret says of a CA.
 *
 * - `next`: in the trust bundle, or on its way into it; signs nothing yet.
 * - `signing`: it has been trusted for long enough. The newest of these that has a key signs, older ones retire.
 */
export const STAGES = ["next", "signing"] as const;
export type Stage = (typeof STAGES)[number];

/** What a certificate says of itself, as far as it matters here. */
export interface CertificateFacts {
  /** SHA-256 of the certificate, hex: its name everywhere. */
  readonly id: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** Made by this program, as a CA. */
  readonly ours: boolean;
}

/** A CA that leaves are or were signed with. Without a key it only retires: it was found in the bundle alone. */
export interface CaGeneration extends CertificateFacts {
  readonly stage: Stage;
  readonly certPem: string;
  readonly key?: SealedKey;
}

/** A CA as the live trust bundle has it. */
export interface TrustedCa extends CertificateFacts {
  readonly certPem: string;
}

export function isKeyed(generation: CaGeneration): generation is CaGeneration & { readonly key: SealedKey } {
  return generation.key !== undefined;
}

/** What a CA is for at the moment; for people, logs and metrics. */
export const ROLES = ["next", "current", "retiring", "expired"] as const;
export type Role = (typeof ROLES)[number];

/** Oldest first, as the Secret has them. */
export function rolesOf(generations: readonly CaGeneration[], nowMs: number): readonly Role[] {
  const current = generations.findLast((one) => one.stage === "signing" && isKeyed(one) && nowMs < one.notAfterMs);
  return generations.map((one) => {
    if (nowMs >= one.notAfterMs) return "expired";
    if (one === current) return "current";
    return one.stage === "next" ? "next" : "retiring";
  });
}
