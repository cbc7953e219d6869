import { EVENT_COMPONENT, type Fault, FAULTS, parseTime } from "@mount-monitor/contract";
import { readRestart, RESTART_REASON } from "../cluster/read-restart.ts";
import { at, text } from "../object-parts.ts";
import type { RawObject } from "../raw-object.ts";

/** What events of monitors are asked for by: the API server picks them out. */
export const MONITOR_EVENTS = `involvedObject.kind=Pod,reportingComponent=${EVENT_COMPONENT}`;

/** An event of a monitor. */
export type PodEvent =
  | {
      readonly t: "restarted";
      readonly namespace: string;
      /** `ReplicaSet/plex-5d8f`: the pod itself may be gone. */
      readonly owner: string;
      readonly atMs: number;
      /** What was wrong: `/mnt/media: hung for 1m30s, 3 failed checks: …`. */
      readonly why: string;
      readonly fault: Fault | undefined;
    }
  | {
      readonly t: "mount";
      readonly podUid: string;
      readonly path: string;
      readonly healthy: boolean;
      readonly atMs: number;
      readonly fault: Fault | undefined;
      readonly message: string;
    };

export type RestartEvent = Extract<PodEvent, { t: "restarted" }>;
export type MountEvent = Extract<PodEvent, { t: "mount" }>;

/** Undefined for an event that tells nothing of that. Anybody may write events; a person is shown what they say, no more. */
export function readPodEvent(event: RawObject): PodEvent | undefined {
  const message = text(event["message"]) ?? "";
  const atMs = parseTime(text(at(event, "metadata", "creationTimestamp")) ?? "");
  if (atMs === undefined) return undefined;
  switch (event["reason"]) {
    case RESTART_REASON: {
      // Nothing that was only observed.
      const restart = readRestart(event);
      if (restart === undefined) return undefined;
      const why = message.replace(/^restarting the pod \([a-z-]+\): /, "");
      return { t: "restarted", namespace: restart.namespace, owner: restart.workload, atMs, why, ...readFailure(why) };
    }
    case "MountUnhealthy":
    case "MountRecovered": {
      const podUid = text(at(event, "involvedObject", "uid"));
      const healthy = event["reason"] === "MountRecovered";
      const [, path] = healthy ? (/^(\/.*?): healthy again/.exec(message) ?? []) : [undefined, readPath(message)];
      if (podUid === undefined || path === undefined) return undefined;
      const { fault } = healthy ? { fault: undefined } : readFailure(message);
      return { t: "mount", podUid, path, healthy, atMs, fault, message: message.slice(path.length + 2) };
    }
  }
  return undefined;
}

/** `/mnt/media: hung for 1m30s, …` is how monitors begin. */
const FAILURE = new RegExp(`^(/.*?): (${FAULTS.join("|")}) for `);

function readPath(message: string): string | undefined {
  return FAILURE.exec(message)?.[1];
}

function readFailure(message: string): { readonly fault: Fault | undefined } {
  const word = FAILURE.exec(message)?.[2];
  return { fault: FAULTS.find((known) => known === word) };
}
