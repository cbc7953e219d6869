import { formatTime } from "@mount-monitor/contract";
import { hash } from "../hash.ts";
import { GATE_NAME } from "../own-parts.ts";
import type { InjectedPod } from "./injected-pod.ts";
import type { StuckReason } from "./stuck-pod.ts";

/** Reasons of the events that the webhook writes on pods. */
export const STUCK_EVENTS = {
  "gate-waits": "GateWaiting",
  "cannot-start": "MonitorNotStarting",
  terminating: "StuckTerminating",
} as const satisfies Readonly<Record<StuckReason, string>>;

/** `reportingComponent`: not that of monitors, whose events count as restarts. */
export const WEBHOOK_COMPONENT = "mount-monitor-webhook";

const NAME_CHARS = 253;

export interface StuckEvent {
  readonly metadata: { readonly namespace: string; readonly name: string };
  readonly reason: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

/**
 * The same name for the same pod and reason, whichever replica writes it: the second one finds it there.
 * `kubectl describe` shows an event only where `involvedObject.uid` is that of the pod.
 */
export function stuckEvent(pod: InjectedPod, stuck: StuckReason, nowMs: number): StuckEvent {
  const { namespace, name, uid } = pod;
  const suffix = hash(`${uid} ${stuck}`);
  const timestamp = formatTime(nowMs);
  return {
    apiVersion: "v1",
    kind: "Event",
    metadata: { namespace, name: `${name.slice(0, NAME_CHARS - 1 - suffix.length).replace(/[-.]+$/, "")}.${suffix}` },
    involvedObject: { kind: "Pod", apiVersion: "v1", namespace, name, uid },
    reason: STUCK_EVENTS[stuck],
    message: messageFor(pod, stuck),
    type: "Warning",
    source: { component: WEBHOOK_COMPONENT },
    reportingComponent: WEBHOOK_COMPONENT,
    reportingInstance: WEBHOOK_COMPONENT,
    firstTimestamp: timestamp,
    lastTimestamp: timestamp,
    count: 1,
  };
}

function messageFor(pod: InjectedPod, stuck: StuckReason): string {
  const { namespace, name, start, deletionTimestamp } = pod;
  const node = pod.node ?? "unknown";
  switch (stuck) {
    case "gate-waits":
      return `the gate has held the app back since ${start?.since}: a mount on node ${node} does not answer; which one: kubectl -n ${namespace} logs ${name} -c ${GATE_NAME}`;
    case "cannot-start":
      return `gate or monitor could not be started since ${start?.since}; where no other event says why, the container runtime of node ${node} hangs on a mount: free it there`;
    case "terminating":
      return `told to go, its grace period ended at ${deletionTimestamp}, and still there: most likely a process waits for a mount that does not answer; on node ${node}, as root: grep fuse /proc/self/mountinfo, and for the mount that hangs, whose third field is 0:MINOR: echo 1 > /sys/fs/fuse/connections/MINOR/abort`;
  }
}
