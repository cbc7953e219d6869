import { readMonitoredPod } from "../../core/status/monitored-pod.ts";
import { MONITOR_EVENTS, readPodEvent } from "../../core/status/pod-events.ts";
import { reportStatus } from "../../core/status/report-status.ts";
import type { SeenPod } from "../../core/status/seen-pod.ts";
import type { StatusReport } from "../../core/status/status-report.ts";
import { at, text } from "../../core/object-parts.ts";
import type { ClusterCalls } from "../live/cluster-calls.ts";
import { findPods, type PodQuestion } from "../live/find-pods.ts";
import { inScope } from "../live/in-scope.ts";
import type { Progress } from "../live/progress.ts";
import { hearMonitors } from "./hear-monitors.ts";

export interface StatusRead {
  readonly report: StatusReport;
  /** What was asked for and cannot be shown, a sentence each. */
  readonly failures: readonly string[];
  /** All pods could be read: one that was there before and is not among these is gone. */
  readonly complete: boolean;
}

/** Whether there is anything to show. A cluster that is away for a while is no reason to forget what was seen before. */
export function isSeen({ report, complete }: StatusRead): boolean {
  return complete || report.pods.length > 0;
}

/** Reads all that the table needs. It never fails: what cannot be read is said. */
export async function readStatus(
  calls: ClusterCalls,
  { question, server, nowMs }: { readonly question: PodQuestion; readonly server: string; readonly nowMs: number },
  progress: Progress,
): Promise<StatusRead> {
  progress.say("reading pods");
  const onCount = (count: number) => progress.say(`reading pods, ${count} so far`);
  const found = await findPods(calls, { ...question, onCount });
  const failures = [...found.failures];
  const pods = found.pods.flatMap((object) => {
    const pod = readMonitoredPod(object, nowMs);
    if (pod !== undefined) return [pod];
    const [namespace, name] = [text(at(object, "metadata", "namespace")), text(at(object, "metadata", "name"))];
    failures.push(`pod ${namespace}/${name} has neither gate nor monitor; why not says doctor`);
    return [];
  });
  progress.say(`asking ${pods.length} monitors`);
  const [seen, events] = await Promise.all([
    hearMonitors(calls, pods),
    calls.list(`/api/v1${inScope(question.namespace)}/events`, readPodEvent, {
      query: { fieldSelector: MONITOR_EVENTS },
    }),
  ]);
  progress.done();
  const gaps = [
    ...gapsOf(seen),
    ...(events.t === "unknown" ? [{ what: "why pods were restarted is not shown", why: events.why }] : []),
  ];
  return { report: reportStatus({ server, pods: seen, events }, gaps, nowMs), failures, complete: found.complete };
}

function gapsOf(seen: readonly SeenPod[]): StatusReport["gaps"] {
  const forbidden = new Set(seen.flatMap(({ pod, heard }) => (heard.t === "forbidden" ? [pod.namespace] : [])));
  const late = seen.filter(({ heard }) => heard.t === "no-time").length;
  return [
    ...(forbidden.size === 0
      ? []
      : [
          {
            what: "the monitors were not asked",
            why: `you may not "get" the resource "pods/proxy" in namespace ${[...forbidden].toSorted().join(", ")}; what is shown is what the kubelet and events tell`,
          },
        ]),
    ...(late === 0 ? [] : [{ what: `${late} monitors were not asked`, why: "too many others did not answer" }]),
  ];
}
