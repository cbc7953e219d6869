import { formatTime } from "@mount-monitor/contract";
import { hash } from "../hash.ts";
import { FIND_AND_FREE } from "../live/free-command.ts";
import { GATE_NAME } from "../own-parts.ts";
import type { InjectedPod } from "./injected-pod.ts";
import { keyOf, type PodNews } from "./pod-news.ts";
import type { StuckReason } from "./stuck-pod.ts";

/** Reasons of the events that the webhook writes on pods. */
export const STUCK_EVENTS = {
  "gate-waits": "GateWaiting",
  "cannot-start": "MonitorNotStarting",
  terminating: "StuckTerminating",
  finalizers: "StuckTerminating",
  "node-not-ready": "StuckTerminating",
} as const satisfies Readonly<Record<StuckReason, string>>;

/** `reportingComponent`: not that of monitors, whose events count as restarts. */
export const WEBHOOK_COMPONENT = "mount-monitor-webhook";

const NAME_CHARS = 253;
/** Of the finalizers: what an event says has at most 1024. */
const LIST_CHARS = 200;

export interface StuckEvent {
  readonly metadata: { readonly namespace: string; readonly name: string };
  readonly reason: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

/**
 * The same name for the same news, whichever replica writes it: the second one finds it there.
 * `kubectl describe` shows an event only where `involvedObject.uid` is that of the pod.
 */
export function stuckEvent(news: PodNews, nowMs: number): StuckEvent {
  const { pod, stuck } = news;
  const { namespace, name, uid } = pod;
  const suffix = hash(keyOf(news));
  const timestamp = formatTime(nowMs);
  const { reason } = stuck;
  return {
    apiVersion: "v1",
    kind: "Event",
    metadata: { namespace, name: `${name.slice(0, NAME_CHARS - 1 - suffix.length).replace(/[-.]+$/, "")}.${suffix}` },
    involvedObject: { kind: "Pod", apiVersion: "v1", namespace, name, uid },
    reason: STUCK_EVENTS[reason],
    message: messageFor(pod, reason),
    type: "Warning",
    source: { component: WEBHOOK_COMPONENT },
    reportingComponent: WEBHOOK_COMPONENT,
    reportingInstance: WEBHOOK_COMPONENT,
    firstTimestamp: timestamp,
    lastTimestamp: timestamp,
    count: 1,
  };
}

function messageFor(pod: InjectedPod, reason: StuckReason): string {
  const { namespace, name, start, deletionTimestamp, finalizers } = pod;
  const node = pod.node ?? "unknown";
  const late = `told to go, its grace period ended at ${deletionTimestamp}, and still there`;
  switch (reason) {
    case "gate-waits":
      return `the gate has held the app back since ${start?.since}: a mount on node ${node} does not answer; which one: kubectl -n ${namespace} logs ${name} -c ${GATE_NAME}`;
    case "cannot-start":
      return `gate or monitor could not be started since ${start?.since}; where no other event says why, the container runtime of node ${node} hangs on a mount: free it there`;
    case "terminating": {
      const or = finalizers.length === 0 ? "" : `, or finalizers hold it (${listed(finalizers)})`;
      return `${late}: most likely a process waits for a mount that does not answer${or}; on node ${node}, as root: ${FIND_AND_FREE}`;
    }
    case "finalizers":
      return `${late}, though nothing of it runs: finalizers hold it: ${listed(finalizers)}; see why whoever set them does not remove them`;
    case "node-not-ready":
      return `${late}: node ${node} is not ready, and only its kubelet can end the pod; bring the node back, or, if it is gone for good: kubectl -n ${namespace} delete pod ${name} --grace-period=0 --force`;
  }
}

function listed(names: readonly string[]): string {
  const list = names.join(", ");
  return list.length <= LIST_CHARS ? list : `${list.slice(0, LIST_CHARS - 1)}…`;
}
