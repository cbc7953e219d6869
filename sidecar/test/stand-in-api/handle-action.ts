import type { IncomingMessage } from "node:http";
import { type Action, asObject, type JsonObject, readObject } from "./api-request.ts";
import type { HeldPod, HeldPods } from "./held-pods.ts";
import { type Answer, badRequest, failure, notFound, success, uidConflict } from "./status.ts";

export interface World {
  readonly pods: HeldPods;
  readonly events: JsonObject[];
}

/** What a healthy API server does with a request that it has authenticated. */
export function handleAction(world: World, action: Action, request: IncomingMessage, text: string): Answer {
  if (action.t === "event") return createEvent(world, action.namespace, request, text);
  const { namespace, name } = action;
  const evicts = action.t === "evict";
  const read = readObject(request, text, evicts ? "Eviction" : "DeleteOptions", evicts ? "policy/v1" : "v1");
  if ("status" in read) return read;
  const metadata = asObject(read.object["metadata"]);
  if (evicts && metadata?.["name"] !== name) {
    return badRequest("name in URL does not match name in Eviction object");
  }
  if (evicts && ![undefined, "", namespace].includes(metadata?.["namespace"] as string | undefined)) {
    return badRequest("the namespace of the provided object does not match the namespace sent on the request");
  }
  const options = evicts ? (asObject(read.object["deleteOptions"]) ?? {}) : read.object;
  const pod = world.pods.find(namespace, name);
  if (!pod) return notFound(name);
  const asked = asObject(options["preconditions"])?.["uid"];
  if (asked !== undefined && asked !== pod.uid) return uidConflict(name, String(asked), pod.uid);
  const grace = options["gracePeriodSeconds"];
  if (!isDryRun(options, action, request)) {
    world.pods.delete(pod, action.t as "delete" | "evict", typeof grace === "number" ? grace : undefined);
  }
  return evicts ? success(201) : { status: 200, body: podObject(pod) };
}

/** With a body, DELETE does not look at the query; eviction, which is a create, does. */
function isDryRun(options: JsonObject, action: Action, request: IncomingMessage): boolean {
  const inBody = Array.isArray(options["dryRun"]) && options["dryRun"].includes("All");
  const query = new URL(request.url ?? "/", "https://stand-in").searchParams;
  return inBody || (action.t === "evict" && query.get("dryRun") === "All");
}

function createEvent({ events }: World, namespace: string, request: IncomingMessage, text: string): Answer {
  const read = readObject(request, text, "Event", "v1");
  if ("status" in read) return read;
  const event = read.object;
  const name = asObject(event["metadata"])?.["name"];
  const involved = asObject(event["involvedObject"]);
  if (
    typeof name !== "string" ||
    !/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name) ||
    name.length > 253
  ) {
    return invalidEvent(String(name), "metadata.name: not a lowercase RFC 1123 subdomain");
  }
  if (asObject(event["metadata"])?.["namespace"] !== namespace) {
    return badRequest("the namespace of the provided object does not match the namespace sent on the request");
  }
  if (involved?.["namespace"] !== namespace) {
    return invalidEvent(name, "involvedObject.namespace: does not match event.namespace");
  }
  if (events.some((held) => asObject(held["metadata"])?.["name"] === name)) {
    return failure(409, "AlreadyExists", `events "${name}" already exists`, { name, kind: "events" });
  }
  events.push(event);
  return { status: 201, body: event };
}

const invalidEvent = (name: string, why: string): Answer =>
  failure(422, "Invalid", `Event "${name}" is invalid: ${why}`, { name, kind: "Event" });

function podObject({ namespace, name, uid }: HeldPod): JsonObject {
  const deletionTimestamp = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  return { kind: "Pod", apiVersion: "v1", metadata: { namespace, name, uid, deletionTimestamp } };
}
