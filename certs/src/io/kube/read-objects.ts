import { type ApiObject, isObject, metadataOf, textsOf } from "@mount-monitor/kube";
import type { StoredSecret } from "../../core/secret-layout.ts";
import type { WebhookConfiguration, WebhookEntry } from "./cluster-access.ts";

/** What the API server sent, in our own types. Its objects have been through its own checks: what is missing is empty. */

export function readSecret(object: ApiObject): StoredSecret {
  const data = Object.entries(textsOf(object["data"]));
  return {
    resourceVersion: metadataOf(object).resourceVersion,
    labels: metadataOf(object).labels,
    data: Object.fromEntries(data.map(([key, text]) => [key, Buffer.from(text, "base64").toString("utf8")])),
  };
}

export function readWebhooks(object: ApiObject): WebhookConfiguration {
  const list = Array.isArray(object["webhooks"]) ? (object["webhooks"] as unknown[]) : [];
  return { resourceVersion: metadataOf(object).resourceVersion, webhooks: list.map(readEntry) };
}

/** Those that are no webhooks stay in the list: a patch goes by the place in it. */
function readEntry(entry: unknown): WebhookEntry {
  const { name, clientConfig } = isObject(entry) ? entry : {};
  const caBundle = isObject(clientConfig) ? clientConfig["caBundle"] : undefined;
  return { name: typeof name === "string" ? name : "", ...(typeof caBundle === "string" ? { caBundle } : {}) };
}
