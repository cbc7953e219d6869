import { findStuck, STUCK_REASONS } from "../../core/pods/stuck-pod.ts";
import type { Cluster } from "../cluster/cluster.ts";
import { family, type Sample } from "./exposition.ts";

/** What is known of pods: none of this is counted, it is looked up when somebody asks. */
export type KnownPods = Pick<Cluster, "pods" | "barePods" | "recentRestarts" | "isNodeReady">;

/**
 * How the pods fare that asked to be monitored. A series for a pod is there only while something is wrong with it; no
 * series at all without a cluster.
 */
export function podFamilies(known: KnownPods | undefined, nowMs: number): string[] {
  const pods = [...(known?.pods.values() ?? [])];
  const stuck = pods.flatMap((pod): Sample[] => {
    const found = findStuck(pod, (node) => known?.isNodeReady(node), nowMs);
    return found === undefined ? [] : [[{ namespace: pod.namespace, pod: pod.name, reason: found.reason }, 1]];
  });
  const bare = [...(known?.barePods.values() ?? [])].map(({ namespace, name, reason }): Sample => [
    { namespace, pod: name, reason },
    1,
  ]);
  const restarted = known?.recentRestarts() ?? [];
  const podsOf = new Map<string, number>();
  for (const { namespace, workload, finished } of pods) {
    const key = `${namespace}/${workload}`;
    if (!finished) podsOf.set(key, (podsOf.get(key) ?? 0) + 1);
  }
  return [
    family(
      "injected_pods",
      "gauge",
      "Pods that carry gate or monitor.",
      known === undefined ? [] : [[{}, pods.length]],
    ),
    family("pod_not_injected", "gauge", "1 for a pod that asks to be monitored and is not, by reason.", bare),
    family("pod_stuck", "gauge", `1 for an injected pod that does not get on: ${STUCK_REASONS.join(", ")}.`, stuck),
    family(
      "recent_restarts",
      "gauge",
      "Restarts by monitors in the last hour.",
      restarted.map(({ namespace, workload, count }): Sample => [{ namespace, workload }, count]),
    ),
    family(
      "recent_restarts_in_a_row",
      "gauge",
      "Of these, how many followed on each other.",
      restarted.map(({ namespace, workload, inARow }): Sample => [{ namespace, workload }, inARow]),
    ),
    family(
      "recent_restart_pods",
      "gauge",
      "Injected pods of the workloads that were restarted in the last hour.",
      restarted.map(({ namespace, workload }): Sample => [
        { namespace, workload },
        podsOf.get(`${namespace}/${workload}`) ?? 0,
      ]),
    ),
  ];
}
