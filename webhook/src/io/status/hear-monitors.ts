import type { PodFacts } from "../../core/live/pod-facts.ts";
import { record, text } from "../../core/object-parts.ts";
import { readMonitorAnswer } from "../../core/status/monitor-answer.ts";
import type { MonitoredPod } from "../../core/status/monitored-pod.ts";
import type { SeenPod, Silence } from "../../core/status/seen-pod.ts";
import { askMonitor } from "../live/ask-monitor.ts";
import { type CallAnswer, type ClusterCalls, whyNot } from "../live/cluster-calls.ts";
import { inParallel } from "../live/in-parallel.ts";

/** Calls under way at a time: each is one the API server makes to a pod. */
const WIDTH = 32;

/** How long all of it may take; who was not asked by then is not. */
const MAX_MS = 20_000;

/** Monitors of a node that do not answer, one after the other, until the others there are taken for as silent. */
const MAX_SILENT = 3;

const FORBIDDEN = 403;

/** Asks each monitor of a pod that runs. None holds up the others for longer than its own time. */
export async function hearMonitors(
  calls: ClusterCalls,
  pods: readonly MonitoredPod[],
  now: () => number = () => performance.now(),
): Promise<readonly SeenPod[]> {
  const startedMs = now();
  const forbidden = new Set<string>();
  const silent = new Map<string, number>();
  return inParallel(pods, WIDTH, async (pod): Promise<SeenPod> => {
    const quiet = (heard: Silence): SeenPod => ({ pod, heard });
    if (!isAskable(pod)) return quiet({ t: "not-asked" });
    if (forbidden.has(pod.namespace)) return quiet({ t: "forbidden" });
    if (now() - startedMs > MAX_MS) return quiet({ t: "no-time" });
    const node = pod.node ?? "";
    if ((silent.get(node) ?? 0) >= MAX_SILENT) return quiet({ t: "failed", why: `no monitor on node ${node} answers` });
    const asked = await askMonitor(calls, pod);
    if (asked.t === "unknown") {
      silent.set(node, (silent.get(node) ?? 0) + 1);
      return quiet({ t: "failed", why: asked.why });
    }
    silent.delete(node);
    const answer = readMonitorAnswer(asked.value.document);
    if (answer !== undefined) return { pod, heard: { t: "answer", answer } };
    if (!isForbidden(asked.value)) return quiet({ t: "failed", why: whyNot(asked.value) });
    forbidden.add(pod.namespace);
    return quiet({ t: "forbidden" });
  });
}

function isAskable({ health, running, deletionTimestamp }: PodFacts): boolean {
  return health !== undefined && running && deletionTimestamp === undefined;
}

/** By the API server. A service mesh in front of the monitor may say the same of itself, and is no right of whoever looks. */
function isForbidden({ status, document }: CallAnswer): boolean {
  return status === FORBIDDEN && (text(record(document)["message"]) ?? "").includes("pods/proxy");
}
