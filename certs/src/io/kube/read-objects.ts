import type { StoredSecret } from "../../core/secret-layout.ts";
import { isObject } from "./ask.ts";
import type { WebhookConfiguration, WebhookEntry } from "./cluster-access.ts";

/** What the API server sent, in our own types. Its objects have been through its own checks: what is missing is empty. */

export function readSecret(object: Readonly<Record<string, unknown>>): StoredSecret {
  const data = Object.entries(textsOf(object["data"]));
  return {
    resourceVersion: versionOf(object),
    labels: textsOf(metadataOf(object)["labels"]),
    data: Object.fromEntries(data.map(([key, text]) => [key, Buffer.from(text, "base64").toString("utf8")])),
  };
}

export function readWebhooks(object: Readonly<Record<string, unknown>>): WebhookConfiguration {
  const list = Array.isArray(object["webhooks"]) ? (object["webhooks"] as unknown[]) : [];
  return { resourceVersion: versionOf(object), webhooks: list.map(readEntry) };
}

/** Those that are no webhooks stay in the list: a patch goes by the place in it. */
function readEntry(entry: unknown): WebhookEntry {
  const { name, clientConfig } = isObject(entry) ? entry : {};
  const caBundle = isObject(clientConfig) ? clientConfig["caBundle"] : undefined;
  return { name: typeof name === "string" ? name : "", ...(typeof caBundle === "string" ? { caBundle } : {}) };
}

function versionOf(object: Readonly<Record<string, unknown>>): string {
  const version = metadataOf(object)["resourceVersion"];
  return typeof version === "string" ? version : "";
}

function metadataOf(object: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return isObject(object["metadata"]) ? object["metadata"] : {};
}

function textsOf(data: unknown): Record<string, string> {
  if (!isObject(data)) return {};
  return Object.fromEntries(
    Object.entries(data).filter((pair): pair is [string, string] => typeof pair[1] === "string"),
  );
}
