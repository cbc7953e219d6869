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
