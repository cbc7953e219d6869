import {
  EVENT_COMPONENT,
  type EventReason,
  parseTime,
  RESTART_EVENT_TYPE,
  WORKLOAD_ANNOTATION,
} from "@mount-monitor/contract";
import type { RawObject } from "../raw-object.ts";
import { at, text } from "../object-parts.ts";

/** A pod was restarted by its monitor. */
export interface SeenRestart {
  readonly namespace: string;
  /** UID of the event: the same event is the same restart, however often it is seen. */
  readonly uid: string;
  /** `ReplicaSet/plex-5d8f`, as `owner.ts` names it. */
  readonly workload: string;
  /** Its name. */
  readonly pod: string;
  readonly atMs: number;
  /** When the pod was created; not there where nobody knows any more. */
  readonly createdMs?: number;
}

export const RESTART_REASON: EventReason = "WatchdogRestart";
/** A kind, and a name as Kubernetes takes it. */
const WORKLOAD = /^[A-Za-z][A-Za-z0-9]{0,62}\/[a-z0-9](?:[-.a-z0-9]{0,251}[a-z0-9])?$/;

/**
 * What an event of a monitor says about a restart; undefined for any other event. What would have been done in
 * observe mode has another type, and does not count. The time is that of the API server, since an author of events
 * may write into all the others what he likes.
 */
export function readRestart(event: RawObject): SeenRestart | undefined {
  if (event["reason"] !== RESTART_REASON || event["type"] !== RESTART_EVENT_TYPE) return undefined;
  if (event["reportingComponent"] !== EVENT_COMPONENT) return undefined;
  const namespace = text(at(event, "metadata", "namespace"));
  const uid = text(at(event, "metadata", "uid"));
  const workload = text(at(event, "metadata", "annotations", WORKLOAD_ANNOTATION));
  const atMs = parseTime(text(at(event, "metadata", "creationTimestamp")) ?? "");
  const pod = text(at(event, "involvedObject", "name"));
  if (namespace === undefined || uid === undefined || workload === undefined || pod === undefined) return undefined;
  if (atMs === undefined) return undefined;
  if (at(event, "involvedObject", "kind") !== "Pod" || at(event, "involvedObject", "namespace") !== namespace)
    return undefined;
  return WORKLOAD.test(workload) ? { namespace, uid, workload, pod, atMs } : undefined;
}
