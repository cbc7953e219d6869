import { at, record, text } from "../../object-parts.ts";
import { PODS_WEBHOOK, WORKLOADS_WEBHOOK } from "../../install/webhook-configuration.ts";
import type { RawObject } from "../../raw-object.ts";
import { records } from "../../live/lists.ts";

/** Where the API server finds a webhook. */
export type Endpoint =
  | { readonly t: "service"; readonly namespace: string; readonly name: string; readonly port: number }
  | { readonly t: "url"; readonly url: string };

/** One entry of a MutatingWebhookConfiguration. */
export interface WebhookFacts {
  readonly name: string;
  readonly endpoint: Endpoint;
  /** As it stands there: base64 of PEM; empty where there is none. */
  readonly caBundle: string;
  readonly failurePolicy: string;
  readonly namespaceSelector: RawObject;
  readonly objectSelector: RawObject;
  /** As it came, to be compared with ours. */
  readonly raw: RawObject;
}

/** A MutatingWebhookConfiguration that has a webhook of ours. */
export interface InstallationFacts {
  readonly name: string;
  readonly webhooks: readonly WebhookFacts[];
}

export const OUR_WEBHOOKS: readonly string[] = [PODS_WEBHOOK, WORKLOADS_WEBHOOK];

/** Undefined for a configuration that is somebody else's. An installation may have any name; its webhooks have ours. */
export function readInstallation(object: RawObject): InstallationFacts | undefined {
  const webhooks = records(object["webhooks"])
    .filter((webhook) => OUR_WEBHOOKS.includes(text(webhook["name"]) ?? ""))
    .map(readWebhook);
  return webhooks.length === 0 ? undefined : { name: text(at(object, "metadata", "name")) ?? "", webhooks };
}

export function readWebhook(raw: RawObject): WebhookFacts {
  return {
    name: text(raw["name"]) ?? "",
    endpoint: readEndpoint(record(raw["clientConfig"])),
    caBundle: text(at(raw, "clientConfig", "caBundle")) ?? "",
    // The API server's own default, which it always writes out.
    failurePolicy: text(raw["failurePolicy"]) ?? "Fail",
    namespaceSelector: record(raw["namespaceSelector"]),
    objectSelector: record(raw["objectSelector"]),
    raw,
  };
}

function readEndpoint(clientConfig: RawObject): Endpoint {
  const url = text(clientConfig["url"]);
  if (url !== undefined) return { t: "url", url };
  const { namespace, name, port } = record(clientConfig["service"]);
  return {
    t: "service",
    namespace: text(namespace) ?? "",
    name: text(name) ?? "",
    port: typeof port === "number" ? port : 443,
  };
}

/** The name that the certificate has to be for. */
export function hostOf(endpoint: Endpoint): string {
  if (endpoint.t === "service") return `${endpoint.name}.${endpoint.namespace}.svc`;
  const [, host = endpoint.url] = /^https:\/\/(\[[^\]]+\]|[^/:?#]+)/.exec(endpoint.url) ?? [];
  return host.replace(/^\[(.*)\]$/, "$1");
}
