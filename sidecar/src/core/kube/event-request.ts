import { EVENT_COMPONENT } from "@mount-monitor/contract";
import type { KubeRequest } from "./pod-request.ts";
import type { PodEvent } from "./pod-event.ts";

/** `events.k8s.io` allows as much, and shows events of both kinds. */
const MESSAGE_BYTES = 1024;
const NAME_CHARS = 253;
const INSTANCE_CHARS = 128;

/** What a pure function cannot make itself. */
export interface EventStamp {
  /** RFC 3339, in whole seconds. */
  readonly timestamp: string;
  /** Hexadecimal digits that make the name unique: events are never written twice under one name. */
  readonly suffix: string;
}

/** `kubectl describe` shows an event only where `involvedObject.uid` is that of the pod. */
export function createEventRequest(event: PodEvent, { timestamp, suffix }: EventStamp): KubeRequest {
  const { pod, reason, type, annotations } = event;
  return {
    method: "POST",
    path: `/api/v1/namespaces/${pod.namespace}/events`,
    body: JSON.stringify({
      kind: "Event",
      apiVersion: "v1",
      metadata: {
        name: eventName(pod.name, suffix),
        namespace: pod.namespace,
        ...(annotations ? { annotations } : {}),
      },
      involvedObject: { kind: "Pod", apiVersion: "v1", namespace: pod.namespace, name: pod.name, uid: pod.uid },
      reason,
      message: cutToBytes(event.message, MESSAGE_BYTES),
      type,
      source: { component: EVENT_COMPONENT, ...(pod.node ? { host: pod.node } : {}) },
      reportingComponent: EVENT_COMPONENT,
      reportingInstance: pod.name.slice(0, INSTANCE_CHARS),
      firstTimestamp: timestamp,
      lastTimestamp: timestamp,
      count: 1,
    }),
    purpose: `write the event ${reason} of pod ${pod.namespace}/${pod.name}`,
    pod,
    verb: "create",
    resource: "events",
  };
}

/** Each part between dots must end in a letter or digit, also after the cut. */
function eventName(podName: string, suffix: string): string {
  return `${podName.slice(0, NAME_CHARS - 1 - suffix.length).replace(/[-.]+$/, "")}.${suffix}`;
}

/** Cuts between characters, with an ellipsis where something is missing. */
export function cutToBytes(text: string, maxBytes: number): string {
  const ellipsis = "…";
  let bytes = 0;
  let cut = 0;
  for (const character of text) {
    bytes += utf8Bytes(character);
    if (bytes > maxBytes) return text.slice(0, cut) + ellipsis;
    if (bytes <= maxBytes - utf8Bytes(ellipsis)) cut += character.length;
  }
  return text;
}

function utf8Bytes(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}
