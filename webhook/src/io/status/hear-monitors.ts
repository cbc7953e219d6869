import type { PodFacts } from "../../core/live/pod-facts.ts";
import { record, text } from "../../core/object-parts.ts";
import { readMonitorAnswer } from "../../core/status/monitor-answer.ts";
import type { MonitoredPod } from "../../core/status/monitored-pod.ts";
import type { SeenPod, Silence } from "../../core/status/seen-pod.ts";
import { askMonitor } from "../live/ask-monitor.ts";
import { type CallAnswer, type ClusterCalls, whyNot } from "../live/cluster-calls.ts";
import { inParallel } from "../live/in-parallel.ts";

/** Calls under way at a time: each is one the API server makes to a pod. */
const WIDTH = 64;

/** How long all of it may take; who was not asked by then is not. */
const MAX_MS = 20_000;

const FORBIDDEN = 403;

/** Asks each monitor of a pod that runs. None holds up the others for longer than its own time. */
export async function hearMonitors(
  calls: ClusterCalls,
  pods: readonly MonitoredPod[],
  now: () => number = () => performance.now(),
): Promise<readonly SeenPod[]> {
  const startedMs = now();
  const forbidden = new Set<string>();
  return inParallel(spread(pods), WIDTH, async (pod): Promise<SeenPod> => {
    const quiet = (heard: Silence): SeenPod => ({ pod, heard });
    if (!isAskable(pod)) return quiet({ t: "not-asked" });
    if (forbidden.has(pod.namespace)) return quiet({ t: "forbidden" });
    if (now() - startedMs > MAX_MS) return quiet({ t: "no-time" });
    const asked = await askMonitor(calls, pod);
    if (asked.t === "unknown") return quiet({ t: "failed", why: asked.why });
    const answer = readMonitorAnswer(asked.value.document);
    if (answer !== undefined) return { pod, heard: { t: "answer", answer } };
    if (!isForbidden(asked.value)) return quiet({ t: "failed", why: whyNot(asked.value) });
    forbidden.add(pod.namespace);
    return quiet({ t: "forbidden" });
  });
}

const GOLDEN = 0.618_033_988_749_895;

/** Neighbours far apart: pods of one workload, of which none may answer, are to leave time for the others. */
function spread<T>(items: readonly T[]): readonly T[] {
  const place = (index: number) => (index * GOLDEN) % 1;
  return items
    .map((item, index) => ({ item, place: place(index) }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

function isAskable({ health, running, deletionTimestamp }: PodFacts): boolean {
  return health !== undefined && running && deletionTimestamp === undefined;
}

/** By the API server. A service mesh in front of the monitor may say the same of itself, and is no right of whoever looks. */
function isForbidden({ status, document }: CallAnswer): boolean {
  return status === FORBIDDEN && (text(record(document)["message"]) ?? "").includes("pods/proxy");
}
