/** Ways to fail that a client meets before it can send its request. */
export const CONNECTION_FAILURES = [
  /** The connection is accepted and reset. */
  "reset",
  /** The connection is accepted, and that is all. */
  "hang",
  /** Bytes that are no TLS. */
  "not-tls",
  /** A certificate of a CA that the client does not trust. */
  "wrong-certificate",
  /** A certificate of the right CA for another address. */
  "other-host-certificate",
  "expired-certificate",
  /** TLS as it should be, and then bytes that are no HTTP. */
  "not-http",
  /** Sends back what it gets, the token included. */
  "echo",
] as const;

/** Ways to fail once the request was read. */
export const REQUEST_FAILURES = [
  "hang-after-request",
  /** The request is carried out, and the connection closed instead of an answer. */
  "lost-answer",
  "hang-after-headers",
  /** One byte of the body at a time, for ever. */
  "drip",
  /** Less of the body than was announced, and the end. */
  "cut-off",
  /** 2 MiB where a Status should be. */
  "oversized",
  /** 200, with a page for people. */
  "not-json",
  "unauthorized",
  /** The token is replaced, in the file as well, and the request refused that came with the old one. */
  "rotate-token",
  /** No Role allows it. */
  "forbidden",
  /** An admission policy refuses it. */
  "denied",
  "not-found",
  /** The name belongs to a pod with another UID. */
  "conflict",
  /** 429 of a PodDisruptionBudget, without Retry-After. */
  "disruption-budget",
  /** 429 as plain text with `Retry-After: 1`, as a busy API server has it. */
  "busy",
  "two-budgets",
  "server-error",
] as const;

export type ConnectionFailure = (typeof CONNECTION_FAILURES)[number];
export type RequestFailure = (typeof REQUEST_FAILURES)[number];

/** An answer of one's own, instead of the stand-in's. */
export interface CustomAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** How long the server thinks before. */
  readonly delayMs?: number;
}

/** Bytes of one's own, over TLS, instead of HTTP. */
export interface CustomBytes {
  readonly bytes: Uint8Array;
}

/** What becomes of one request; `ok` is a healthy one between two that fail. */
export type Failure = "ok" | ConnectionFailure | RequestFailure | CustomAnswer | CustomBytes;

/** What becomes of a request once it is known to be about a pod. */
export type PodFailure = "ok" | RequestFailure | CustomAnswer;

/** `refused` closes the port, so that nobody can count how often it was tried: it holds until told otherwise. */
export type FailurePlan = "refused" | Failure | readonly Failure[];

/** Failures in order: a list is used up, a single one holds. */
export class FailureQueue {
  #plan: readonly Failure[] = [];
  #holds = false;

  set(plan: Failure | readonly Failure[]): void {
    this.#holds = !Array.isArray(plan);
    this.#plan = Array.isArray(plan) ? plan : [plan as Failure];
  }

  next(): Failure {
    const [first = "ok", ...rest] = this.#plan;
    if (!this.#holds) this.#plan = rest;
    return first;
  }
}

export function isConnectionFailure(failure: Failure): failure is ConnectionFailure | CustomBytes {
  if (typeof failure === "object") return "bytes" in failure;
  return (CONNECTION_FAILURES as readonly string[]).includes(failure);
}
