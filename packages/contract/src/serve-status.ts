/**
 * What `GET /status` of the webhook answers: about one replica, from its memory. `doctor` reads it. Keys are only ever
 * added, and none ever holds a key or a token. Times are RFC 3339 in UTC.
 */
export interface ServeStatus {
  readonly name: string;
  readonly version: string;
  readonly commit: string;
  /** Null where there is no pod. */
  readonly pod: string | null;
  readonly namespace: string | null;
  /** What `/healthz/ready` says. */
  readonly ready: boolean;
  /** Why it is not ready. */
  readonly reason?: string;
  readonly certificate: ServedCertificate;
  /** What is followed of the cluster; empty without one. */
  readonly watches: readonly WatchReport[];
  /** Who may replace its pod. */
  readonly grants?: GrantsStatus;
  /** Versions such as `1.36`; null while unknown. */
  readonly kubernetes: { readonly server: string | null; readonly oldestKubelet: string | null };
}

export interface ServedCertificate {
  /** Who makes it, as `certificates.mode` has it. */
  readonly mode: "self" | "cert-manager" | "provided";
  readonly notAfter: string | null;
  /** What is served, and what lies between it and its CA: PEM, as every client gets it. */
  readonly certificate: string | null;
  /** Oldest first; empty where the CA is not ours. */
  readonly cas: readonly CaReport[];
  /** Whether the API server can be expected to take it. */
  readonly ready: boolean;
  readonly why?: string;
  /** Why less is done than should be. */
  readonly refusal?: { readonly code: string; readonly message: string };
  /** Looks and steps that failed since the start. */
  readonly failures: number;
}

export interface CaReport {
  /** SHA-256 of the certificate, hex. */
  readonly id: string;
  readonly role: "next" | "current" | "retiring" | "expired";
  readonly notAfter: string;
}

export interface WatchReport {
  /** `Namespaces` */
  readonly title: string;
  readonly state: "starting" | "current" | "stale" | "refused";
  /** Why it is not current. */
  readonly why?: string;
  /** How many are kept. */
  readonly objects: number;
  /** Lists since the start: one, and one for each time that changes were missed. */
  readonly lists: number;
}

export interface GrantsStatus {
  readonly mode: "managed" | "manual";
  /** Whether the policy holds monitors to their own pods; without it nothing is granted. */
  readonly policy: {
    readonly inForce: boolean;
    /** There only while it could not be found out, mostly for want of a pod to try it with: nothing need be wrong. */
    readonly known?: false;
    readonly why?: string;
  };
  /** Service accounts whose pods need a grant, and those pods. */
  readonly accounts: number;
  readonly pods: number;
  /** Roles and RoleBindings that have a name of ours and are not ours: left as they are. */
  readonly foreign: readonly string[];
  /** What goes wrong now, in sentences; at most ten. */
  readonly troubles: readonly string[];
  /** Accounts whose grant is not yet as it should be. */
  readonly pending: number;
  /** Since the start: what was written, what of that took restart permissions back, and what could not be done. */
  readonly writes: number;
  readonly revocations: number;
  readonly failures: number;
}
