import { formatTime, parseTime } from "@mount-monitor/contract";
import { UNKNOWN_FACTS } from "../../cluster-facts.ts";
import { decidePod } from "../../decide-pod.ts";
import { DEFAULT_INJECTOR_CONFIG } from "../../injector-config.ts";
import { known } from "../../live/known.ts";
import type { RawObject, RawPod } from "../../raw-object.ts";
import { examplePod } from "../../testing/example-pod.ts";
import { type MonitorAnswer, readMonitorAnswer } from "../monitor-answer.ts";
import { type MonitoredPod, readMonitoredPod } from "../monitored-pod.ts";
import { type PodEvent, readPodEvent } from "../pod-events.ts";
import type { SeenPod, StatusPicture } from "../seen-pod.ts";

/** When the examples are looked at. */
export const NOW_MS = parseTime("2026-11-26T12:00:00Z") ?? 0;

export interface LivePodParts {
  readonly namespace?: string;
  readonly paths?: readonly string[];
  readonly annotations?: Readonly<Record<string, string>>;
  /** Laid over the metadata. */
  readonly metadata?: RawObject;
  readonly status?: RawObject;
  readonly owner?: RawObject;
  readonly labels?: Readonly<Record<string, string>>;
}

/** A pod as it stands in a cluster after the webhook has decided about it: what it carries is what is really injected. For tests. */
export function livePod(name: string, parts: LivePodParts = {}): RawObject {
  const { namespace = "media", paths = ["/mnt/media"], annotations = {}, metadata, status, labels } = parts;
  const volumeMounts = paths.map((mountPath, index) => ({ name: `v${index}`, mountPath }));
  const volumes = paths.map((path, index) => ({ name: `v${index}`, hostPath: { path: `/srv${path}` } }));
  const asked = { "mount-monitor.io/paths": paths.join(","), ...settingsAmong(annotations) };
  const pod = examplePod(asked, { volumes }, { volumeMounts });
  const owner = parts.owner ?? { apiVersion: "apps/v1", kind: "ReplicaSet", name: "plex-5d8f", controller: true };
  const created: RawPod = { ...pod, metadata: { ...pod.metadata, ownerReferences: [owner] } };
  const request = { namespace, operation: "CREATE" } as const;
  const config = { ...DEFAULT_INJECTOR_CONFIG, version: "1.2.3" };
  const decided = decidePod(created, request, config, UNKNOWN_FACTS);
  if (decided.t !== "inject") throw new Error(`the example is not injected: ${decided.sentence}`);
  const injected = decided.pod;
  return {
    ...injected,
    metadata: {
      ...injected.metadata,
      namespace,
      name,
      uid: `uid-of-${name}`,
      annotations: { ...injected.metadata?.annotations, ...annotations },
      labels: { "pod-template-hash": "5d8f", ...injected.metadata?.labels, ...labels },
      ...metadata,
    },
    spec: { ...injected.spec, nodeName: "node-1" },
    status: { phase: "Running", ...monitorStatus(true), ...status },
  };
}

/** Those that count when a pod is created; what is written on the running pod, the webhook has nothing to do with. */
function settingsAmong(annotations: Readonly<Record<string, string>>): Record<string, string> {
  const later = new Set(["mount-monitor.io/pause", "mount-monitor.io/pause-reason"]);
  return Object.fromEntries(Object.entries(annotations).filter(([key]) => !later.has(key)));
}

/** As the kubelet reports a monitor that runs. */
export function monitorStatus(ready: boolean): RawObject {
  return { initContainerStatuses: [{ name: "mount-monitor", ready, state: { running: {} } }] };
}

export function monitored(object: RawObject): MonitoredPod {
  const pod = readMonitoredPod(object, NOW_MS);
  if (pod === undefined) throw new Error("the pod carries nothing of ours");
  return pod;
}

/** `before`: how long ago, in seconds. */
export function timeBefore(seconds: number): string {
  return formatTime(NOW_MS - seconds * 1000);
}

/** What a monitor answers; each of the mounts is healthy unless it says otherwise. */
export function answerOf(mounts: readonly RawObject[], restart: RawObject = {}): MonitorAnswer {
  const whole = mounts.map((mount) => ({
    status: "HEALTHY",
    failureCount: 0,
    lastError: "",
    onFailure: "restart",
    ...mount,
  }));
  const answer = readMonitorAnswer({ timestamp: timeBefore(1), version: "1.2.3", mounts: whole, restart });
  if (answer === undefined) throw new Error("no monitor answers so");
  return answer;
}

export function heard(object: RawObject, answer?: MonitorAnswer): SeenPod {
  const pod = monitored(object);
  const mounts = pod.mounts.map(({ path }) => ({ path }));
  return { pod, heard: { t: "answer", answer: answer ?? answerOf(mounts) } };
}

export function unheard(object: RawObject, silence: Exclude<SeenPod["heard"], { t: "answer" }>): SeenPod {
  return { pod: monitored(object), heard: silence };
}

export function pictureOf(pods: readonly SeenPod[], events: readonly PodEvent[] = []): StatusPicture {
  return { server: "v1.36.3", pods, events: known(events) };
}

/** A `WatchdogRestart` as it lies in the API server. */
export function restartEvent(workload: string, why: string, secondsAgo: number, namespace = "media"): PodEvent {
  const event = readPodEvent({
    metadata: {
      namespace,
      uid: `${workload} ${secondsAgo}`,
      creationTimestamp: timeBefore(secondsAgo),
      annotations: { "mount-monitor.io/workload": workload },
    },
    involvedObject: { kind: "Pod", namespace, name: "gone", uid: "gone" },
    reason: "WatchdogRestart",
    type: "Warning",
    reportingComponent: "mount-monitor",
    message: `restarting the pod (delete): ${why}`,
  });
  if (event === undefined) throw new Error("no monitor writes such an event");
  return event;
}

export function mountEvent(
  reason: "MountUnhealthy" | "MountRecovered",
  pod: string,
  message: string,
  secondsAgo: number,
): PodEvent {
  const event = readPodEvent({
    metadata: { namespace: "media", uid: `${pod} ${secondsAgo}`, creationTimestamp: timeBefore(secondsAgo) },
    involvedObject: { kind: "Pod", namespace: "media", name: pod, uid: `uid-of-${pod}` },
    reason,
    message,
  });
  if (event === undefined) throw new Error("no monitor writes such an event");
  return event;
}
