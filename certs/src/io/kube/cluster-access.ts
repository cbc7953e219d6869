import type { Answer } from "@mount-monitor/kube";
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

export interface Closable {
  close(): void;
}

/** Where the CAs are kept. Nothing here throws. */
export interface SecretAccess {
  /** Undefined when there is none. */
  getSecret(): Promise<Answer<StoredSecret | undefined>>;
  /** Makes it with our label and no data; harmless when it is there already. */
  createSecret(): Promise<Answer<undefined>>;
  /** Sets one key of its data, unless it has changed since. */
  updateSecret(resourceVersion: string, key: string, value: string): Promise<Answer<undefined>>;
  /** Calls back whenever it may have changed. It may miss changes: look from time to time all the same. */
  watchSecret(onChange: () => void): Closable;
}

/** Who calls us, and what it trusts. Nothing here throws. */
export interface WebhooksAccess {
  /** Undefined when there is none. */
  getWebhooks(): Promise<Answer<WebhookConfiguration | undefined>>;
  /** Sets `caBundle` of these webhooks and nothing else, unless the configuration has changed since. */
  patchWebhooks(
    configuration: WebhookConfiguration,
    names: readonly string[],
    caBundle: string,
  ): Promise<Answer<undefined>>;
  /** As `watchSecret`. */
  watchWebhooks(onChange: () => void): Closable;
}

/** All that is ever asked of the API server about certificates: two objects, both known by name. */
export interface ClusterAccess extends SecretAccess, WebhooksAccess {}
