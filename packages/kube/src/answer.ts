/**
 * Why a call brought nothing.
 *
 * - `conflict`: the object has changed since it was read, or is there already; look again.
 * - `unreachable`: no answer that could be used; may go the next time.
 * - `refused`: the API server says no, mostly for want of permission.
 */
export type AccessFailure = "conflict" | "unreachable" | "refused";

export type Answer<T> =
  /** `serverMs` is what the clock of the API server said, in whole seconds. */
  | { readonly ok: true; readonly value: T; readonly serverMs?: number }
  /**
   * The message is one sentence for people; it never contains a token, a key or what a Secret holds. `status` is that
   * of HTTP, undefined where there was no answer.
   */
  | { readonly ok: false; readonly reason: AccessFailure; readonly message: string; readonly status?: number };

/** Of a status that is no success: whether another try may go without anybody having done something about it. */
export function mayPass(status: number): boolean {
  return status === 401 || status === 429 || status >= 500;
}

/** What the API server says in a failure, or the status alone. */
export function saidIn(document: Readonly<Record<string, unknown>> | undefined, status: number): string {
  return typeof document?.["message"] === "string" ? document["message"] : `status ${status}`;
}
