import type { Known } from "../../live/known.ts";
import type { Subject } from "../finding.ts";

export interface CertificateFacts {
  /** As its subject says: `CN=mount-monitor webhook`. */
  readonly name: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

/** What the API server is told to trust, for one webhook. */
export interface BundleFacts {
  readonly webhook: string;
  readonly empty: boolean;
  /** Something in it is no certificate. */
  readonly damaged: boolean;
  readonly cas: readonly CertificateFacts[];
}

/** What is served, by one replica or at one address. */
export interface SeenCertificate {
  readonly by: Subject;
  /** Where it comes from: `self`, `cert-manager` or `provided`; undefined where nobody says. */
  readonly mode: string | undefined;
  readonly certificate: Known<
    CertificateFacts & {
      /** Of each webhook that is answered with it: does its caBundle trust it, and is it for that name? */
      readonly fits: ReadonlyArray<{
        readonly webhook: string;
        readonly trusted: boolean;
        readonly host: string;
        readonly named: boolean;
      }>;
    }
  >;
}
