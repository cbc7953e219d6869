import type { Role } from "../core/ca-generation.ts";
import type { Readiness } from "../core/readiness.ts";
import type { Refusal } from "../core/refusal.ts";

/** What a TLS server serves with, in PEM. It holds the key: not for logs. */
export interface ServingPair {
  /** The serving certificate, and after it whatever the issuer put between it and the CA. */
  readonly certPem: string;
  readonly keyPem: string;
  /** What clients check it against, where that is known. */
  readonly caPem?: string;
}

/** Where the webhook's serving certificate comes from, and keeps coming from. */
export interface CertificateSource {
  /** The pair to serve with now; undefined until there is a first one. A bad or late one never takes its place. */
  current(): ServingPair | undefined;
  /** Calls back whenever `current` has become another pair; returns the way to end that. */
  onChange(callback: (pair: ServingPair) => void): () => void;
  /** For the readiness endpoint, log and metrics. */
  status(): CertificateStatus;
  close(): void;
}

export interface CertificateStatus {
  readonly readiness: Readiness;
  /** Why less is done than should be; for the log and `doctor`. */
  readonly refusal: Refusal | undefined;
  /** When the serving certificate began to be valid, and when it expires. */
  readonly leafNotBeforeMs: number | undefined;
  readonly leafNotAfterMs: number | undefined;
  /** Oldest first; none where the CA is not ours. */
  readonly cas: readonly CaStatus[];
  /** Looks and steps that failed since the start. */
  readonly failures: number;
}

export interface CaStatus {
  /** SHA-256 of the certificate. */
  readonly id: string;
  readonly role: Role;
  readonly notAfterMs: number;
}

/** Constant messages, data in fields; the programs' logger fits. No field ever holds a key. */
export interface CertificateLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
