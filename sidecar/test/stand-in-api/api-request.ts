import type { IncomingMessage } from "node:http";
import { type Answer, badRequest, failure } from "./status.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

/** What a path and method ask for. */
export type Action =
  | { readonly t: "delete" | "evict"; readonly namespace: string; readonly name: string }
  | { readonly t: "event"; readonly namespace: string };

const ROUTES = [
  { t: "delete", method: "DELETE", pattern: /^\/api\/v1\/namespaces\/([^/]+)\/pods\/([^/]+)$/ },
  { t: "evict", method: "POST", pattern: /^\/api\/v1\/namespaces\/([^/]+)\/pods\/([^/]+)\/eviction$/ },
  { t: "event", method: "POST", pattern: /^\/api\/v1\/namespaces\/([^/]+)\/events$/ },
] as const;

export function readAction(method: string, path: string): Action | Answer {
  for (const route of ROUTES) {
    const [, namespace, name] = route.pattern.exec(path) ?? [];
    if (namespace === undefined) continue;
    if (method !== route.method) {
      return failure(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
    }
    return route.t === "event" ? { t: "event", namespace } : { t: route.t, namespace, name: name ?? "" };
  }
  return { status: 404, headers: { "content-type": "text/plain" }, body: "404 page not found" };
}

/** The object that was sent, if it is of the kind that the action takes. */
export function readObject(
  request: IncomingMessage,
  text: string,
  kind: string,
  apiVersion: string,
): { readonly object: JsonObject } | Answer {
  if (!/^application\/json\b/.test(request.headers["content-type"] ?? "")) {
    return failure(415, "UnsupportedMediaType", "the body of the request was in an unknown format");
  }
  const object = parseObject(text);
  if (!object) return badRequest("the object provided is unrecognized");
  if (object["kind"] !== kind || object["apiVersion"] !== apiVersion) {
    return badRequest(
      `expected ${kind} of ${apiVersion}, got ${String(object["kind"])} of ${String(object["apiVersion"])}`,
    );
  }
  return { object };
}

export function parseObject(text: string): JsonObject | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}
