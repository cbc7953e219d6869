import { formatTime } from "@mount-monitor/contract";
import { groupBy } from "../live/group-by.ts";
import { orElse } from "../live/known.ts";
import { lastRestartOf } from "./last-restart.ts";
import { type MountState, mountStates } from "./mount-states.ts";
import { type PodStateName, podStateOf } from "./pod-state.ts";
import type { RestartEvent } from "./pod-events.ts";
import type { SeenPod, StatusPicture } from "./seen-pod.ts";
import type { MountReport, PodReport, StatusReport } from "./status-report.ts";

/** What there is to say about every pod. Pure; heeds the picture and the time alone. */
export function reportStatus(
  { server, pods, events }: StatusPicture,
  gaps: StatusReport["gaps"],
  nowMs: number,
): StatusReport {
  const known = orElse(events, []);
  const mountEvents = groupBy(
    known.filter((event) => event.t === "mount"),
    ({ podUid }) => podUid,
  );
  const restarts = groupBy(
    known.filter((event) => event.t === "restarted"),
    ({ namespace, owner }) => `${namespace}/${owner}`,
  );
  const reports = pods
    .map((seen): PodReport => {
      const { pod } = seen;
      const ofOwner = restarts.get(`${pod.namespace}/${pod.owner ?? ""}`) ?? [];
      return reportPod(seen, mountStates(seen, mountEvents.get(pod.uid) ?? []), ofOwner, nowMs);
    })
    .toSorted((a, b) => compare(a.namespace, b.namespace) || compare(a.name, b.name));
  return {
    timestamp: formatTime(nowMs),
    kubernetes: server,
    summary: {
      pods: reports.length,
      healthy: reports.filter(({ healthy }) => healthy).length,
      paused: reports.filter(({ paused }) => paused !== null).length,
    },
    pods: reports,
    gaps,
  };
}

function reportPod(
  seen: SeenPod,
  mounts: readonly MountState[],
  restarts: readonly RestartEvent[],
  nowMs: number,
): PodReport {
  const { pod, heard } = seen;
  const state = podStateOf(seen, nowMs);
  const { pause, workload } = pod;
  return {
    namespace: pod.namespace,
    name: pod.name,
    workload: workload === undefined ? null : { kind: workload.kind, name: workload.name },
    node: pod.node ?? null,
    state: state.name,
    since: timeOrNull(state.sinceMs),
    message: state.message,
    healthy: isHealthy(state.name, mounts),
    mode: pod.mode,
    action: pod.action,
    paused: pause === undefined ? null : { until: timeOrNull(pause.untilMs), reason: pod.pauseReason ?? null },
    monitor: {
      version: (heard.t === "answer" ? heard.answer.version : "") || (pod.status?.version ?? ""),
      reached: heard.t === "answer",
      why: whyNotReached(seen),
    },
    lastRestart: lastRestartOf(seen, restarts),
    mounts: mounts.map(reportMount),
  };
}

const LEAVING = new Set<PodStateName>(["Completed", "Failed", "Terminating"]);
const SOUND = new Set<PodStateName>(["Running", "Observing", "Paused", "NotReachable"]);

function isHealthy(state: PodStateName, mounts: readonly MountState[]): boolean {
  return LEAVING.has(state) || (SOUND.has(state) && mounts.every(({ status }) => status === "HEALTHY"));
}

function whyNotReached({ heard, pod }: SeenPod): string | null {
  switch (heard.t) {
    case "answer":
      return null;
    case "not-asked":
      return pod.monitored ? "it does not run" : "the pod has a gate alone";
    case "forbidden":
      return "you may not ask it";
    case "no-time":
      return "there was no time left to ask it";
    case "failed":
      return heard.why;
  }
}

function reportMount({ fault, failingSinceMs, failureCount, ...mount }: MountState): MountReport {
  const { path, name, status, source, lastError, onFailure } = mount;
  return {
    path,
    name,
    status,
    source,
    fault: fault ?? null,
    failingSince: timeOrNull(failingSinceMs),
    failureCount: failureCount ?? null,
    lastError,
    onFailure,
  };
}

function timeOrNull(ms: number | undefined): string | null {
  return ms === undefined ? null : formatTime(ms);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
