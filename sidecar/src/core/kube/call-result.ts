/** The pod that a call is about: by name for the URL, by UID so that no successor of the same name is ever meant. */
export interface PodRef {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** Node that it runs on; the host of the event's source. */
  readonly node?: string;
}

/**
 * Why the API server said no.
 *
 * - `token`: it does not accept the token (401).
 * - `permission`: no Role allows it (403).
 * - `policy`: an admission policy or webhook refused it (403, 422).
 * - `disruption-budget`: two PodDisruptionBudgets select the pod, which eviction does not support (500).
 * - `server`: it failed by itself, or lost a race (5xx, 408, 409).
 * - `request`: it does not understand or accept the request (other 3xx and 4xx).
 */
export type RefusalReason = "token" | "permission" | "policy" | "disruption-budget" | "server" | "request";

/**
 * Why no answer of the API server was had.
 *
 * - `credentials`: the CA or the token could not be read.
 * - `connection`: refused, reset, no route, name not found.
 * - `timeout`: not all of the answer came within the deadline.
 * - `tls`: the certificate is not that of this cluster's API server.
 * - `answer`: it is not HTTP, not a Kubernetes object, or too large.
 * - `cancelled`: the caller gave it up.
 */
export type UnreachableReason = "credentials" | "connection" | "timeout" | "tls" | "answer" | "cancelled";

/** How one call ended. Each message is one sentence for people, says what to do, and never contains the token. */
export type CallResult =
  | { readonly t: "ok"; readonly status: number }
  /** The pod is not there any more: 404, or 409 because the name now belongs to a pod with another UID. */
  | { readonly t: "gone"; readonly message: string }
  /** Not now (429): by a PodDisruptionBudget, or since the API server has too much to do. */
  | {
      readonly t: "throttled";
      readonly reason: "disruption-budget" | "busy";
      readonly message: string;
      readonly retryAfterMs?: number;
    }
  | {
      readonly t: "refused";
      readonly status: number;
      readonly reason: RefusalReason;
      readonly message: string;
      /** Whether the same call may well succeed a moment later. */
      readonly retryable: boolean;
    }
  | {
      readonly t: "unreachable";
      readonly reason: UnreachableReason;
      readonly message: string;
      /** The original error, without what the server sent. */
      readonly cause?: unknown;
    };
