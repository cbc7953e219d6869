import type { StoredSecret } from "../../core/secret-layout.ts";

/** A webhook of our configuration, as far as it matters here. */
export interface WebhookEntry {
  readonly name: string;
  /** Base64 of PEM, as the API has it. */
  readonly caBundle?: string;
}

export interface WebhookConfiguration {
  readonly resourceVersion: string;
  readonly webhooks: readonly WebhookEntry[];
}

/**
 * Why a call brought nothing.
 *
 * - `conflict`: the object has changed since it was read; look again.
 * - `unreachable`: no answer that could be used; may go the next time.
 * - `refused`: the API server says no, mostly for want of permission.
 */
export type AccessFailure = "conflict" | "unreachable" | "refused";

export type Answer<T> =
  /** `serverMs` is what the clock of the API server said, in whole seconds. */
  | { readonly ok: true; readonly value: T; readonly serverMs?: number }
  /** The message is one sentence for people; it never contains a token, a key or what the Secret holds. */
  | { readonly ok: false; readonly reason: AccessFailure; readonly message: string };

export interface Closable {
  close(): void;
}

/** All that is ever asked of the API server: two objects, both known by name. Nothing here throws. */
export interface ClusterAccess {
  /** Undefined when there is none. */
  getSecret(): Promise<Answer<StoredSecret | undefined>>;
  /** Makes it with our label and no data; harmless when it is there already. */
  createSecret(): Promise<Answer<undefined>>;
  /** Sets one key of its data, unless it has changed since. */
  updateSecret(resourceVersion: string, key: string, value: string): Promise<Answer<undefined>>;
  getWebhooks(): Promise<Answer<WebhookConfiguration | undefined>>;
  /** Sets `caBundle` of these webhooks and nothing else, unless the configuration has changed since. */
  patchWebhooks(
    configuration: WebhookConfiguration,
    names: readonly string[],
    caBundle: string,
  ): Promise<Answer<undefined>>;
  /** Calls back whenever one of the two may have changed. It may miss changes: look from time to time all the same. */
  watch(onChange: () => void): Closable;
}
