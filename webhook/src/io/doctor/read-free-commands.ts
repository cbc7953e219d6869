import { text } from "../../core/object-parts.ts";
import { freeCommandIn } from "../../core/doctor/facts/monitor-report.ts";
import type { PodFacts } from "../../core/live/pod-facts.ts";
import { orElse } from "../../core/live/known.ts";
import type { ClusterCalls } from "../live/cluster-calls.ts";
import { inParallel } from "../live/in-parallel.ts";

const WIDTH = 4;

/** Pods whose events are read: one is the usual case, and a node that is gone has many with the same cause. */
const MAX_PODS = 30;

/** What helps against a mount that holds a pod which was told to go, by `namespace/name`, from the pod's events. */
export async function readFreeCommands(
  calls: ClusterCalls,
  pods: readonly PodFacts[],
): Promise<ReadonlyMap<string, string>> {
  const leaving = pods.filter(({ carries, deletionTimestamp }) => carries && deletionTimestamp !== undefined);
  const commands = await inParallel(leaving.slice(0, MAX_PODS), WIDTH, async ({ namespace, name, uid }) => {
    const events = await calls.list(
      `/api/v1/namespaces/${namespace}/events`,
      (event) => freeCommandIn(text(event["message"]) ?? ""),
      { query: { fieldSelector: `involvedObject.uid=${uid}` } },
    );
    return [`${namespace}/${name}`, orElse(events, []).at(-1)] as const;
  });
  return new Map(commands.flatMap(([key, command]) => (command === undefined ? [] : [[key, command] as const])));
}
