import { parseTime } from "@mount-monitor/contract";
import { at, text } from "../../object-parts.ts";
import { PODS_WEBHOOK } from "../../install/webhook-configuration.ts";
import type { RawObject } from "../../raw-object.ts";

/** A controller that was refused a pod by the webhook, as it said in an event. */
export interface RefusalFacts {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** What the webhook said, with its reason code. */
  readonly message: string;
  readonly lastMs: number;
}

/** What controllers write when they cannot make a pod. */
export const REFUSAL_EVENTS = "reason=FailedCreate";

const DENIED = `admission webhook "${PODS_WEBHOOK}" denied the request: `;

/** Undefined for an event about anything else. */
export function readRefusal(event: RawObject): RefusalFacts | undefined {
  const message = text(event["message"]) ?? "";
  const start = message.indexOf(DENIED);
  if (start < 0) return undefined;
  const times = [at(event, "series", "lastObservedTime"), event["lastTimestamp"], event["eventTime"]];
  return {
    kind: text(at(event, "involvedObject", "kind")) ?? "",
    namespace: text(at(event, "involvedObject", "namespace")) ?? "",
    name: text(at(event, "involvedObject", "name")) ?? "",
    message: message.slice(start + DENIED.length),
    lastMs: times.flatMap((time) => parseTime(text(time) ?? "") ?? [])[0] ?? 0,
  };
}
