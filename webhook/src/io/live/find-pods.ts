import { INJECTED_LABEL } from "@mount-monitor/contract";
import { records } from "../../core/live/lists.ts";
import { type Known, known } from "../../core/live/known.ts";
import { formatTarget, type Target } from "../../core/live/target.ts";
import { workloadOfPod } from "../../core/live/workload-facts.ts";
import { at, text } from "../../core/object-parts.ts";
import type { RawObject } from "../../core/raw-object.ts";
import type { ClusterCalls } from "./cluster-calls.ts";
import { inParallel } from "./in-parallel.ts";
import { inScope } from "./in-scope.ts";
import { readTarget } from "./read-target.ts";

export interface PodQuestion {
  /** Undefined: all. */
  readonly namespace: string | undefined;
  /** On top of the label of injected pods, in the notation of kubectl. */
  readonly selector: string | undefined;
  /** None: all injected pods. They need a namespace. */
  readonly targets: readonly Target[];
  readonly onCount?: (count: number) => void;
}

export interface FoundPods {
  readonly pods: readonly RawObject[];
  /** One sentence for each target that is not there, or cannot be read. */
  readonly failures: readonly string[];
  /** All could be read: a pod that was there before and is not among these is gone. */
  readonly complete: boolean;
}

const WIDTH = 8;

/** The pods that are asked for: of workloads, and where none is named, those alone that were injected. */
export async function findPods(calls: ClusterCalls, question: PodQuestion): Promise<FoundPods> {
  const { namespace, targets } = question;
  const workloads = targets.filter(({ kind }) => kind !== "Pod");
  const names = targets.filter(({ kind }) => kind === "Pod");
  const needsList = targets.length === 0 || workloads.length > 0;
  const injected: Known<readonly RawObject[]> = needsList ? await listInjected(calls, question) : known([]);
  if (injected.t === "unknown") return unread(`failed to list pods: ${injected.why}`);
  if (targets.length === 0 || namespace === undefined) return { pods: injected.value, failures: [], complete: true };
  const found = [
    ...(await inParallel(names, WIDTH, (target) => getOne(calls, namespace, target))),
    ...(await inParallel(workloads, WIDTH, (target) => podsOf(calls, namespace, target, injected.value))),
  ];
  const pods = new Map(
    found.flatMap(({ pods }) => pods.map((pod) => [text(at(pod, "metadata", "uid")), pod] as const)),
  );
  return {
    pods: [...pods.values()],
    failures: found.flatMap(({ failures }) => failures),
    complete: found.every(({ complete }) => complete),
  };
}

function listInjected(
  calls: ClusterCalls,
  { namespace, selector, onCount }: PodQuestion,
): Promise<Known<readonly RawObject[]>> {
  const labelSelector = [`${INJECTED_LABEL}=true`, ...(selector === undefined ? [] : [selector])].join(",");
  return calls.list(`/api/v1${inScope(namespace)}/pods`, (pod) => pod, {
    query: { labelSelector },
    ...(onCount === undefined ? {} : { onCount }),
  });
}

async function getOne(calls: ClusterCalls, namespace: string, target: Target): Promise<FoundPods> {
  const read = await readTarget(calls, namespace, target);
  if (read.t === "found") return { pods: [read.object], failures: [], complete: true };
  return read.t === "missing" ? missing(read.failure) : unread(read.failure);
}

async function podsOf(
  calls: ClusterCalls,
  namespace: string,
  target: Target,
  injected: readonly RawObject[],
): Promise<FoundPods> {
  const workload = await getOne(calls, namespace, target);
  if (workload.failures.length > 0) return { ...workload, pods: [] };
  const makers = target.kind === "CronJob" ? await jobsOf(calls, namespace, target.name) : known([target]);
  if (makers.t === "unknown") return unread(`failed to list the jobs of ${formatTarget(target)}: ${makers.why}`);
  const pods = injected.filter((pod) => makers.value.some((maker) => isMadeBy(pod, maker)));
  return pods.length === 0
    ? missing(`${formatTarget(target)} has no pod with gate and monitor`)
    : { pods, failures: [], complete: true };
}

/** Directly, or as a Deployment makes them by way of a ReplicaSet. */
function isMadeBy(pod: RawObject, { kind, name }: Target): boolean {
  const workload = workloadOfPod(pod);
  return (workload?.kind === kind && workload.name === name) || isOwnedBy(pod, { kind, name });
}

function isOwnedBy(object: RawObject, { kind, name }: Target): boolean {
  return records(at(object, "metadata", "ownerReferences")).some(
    (owner) => owner["controller"] === true && owner["kind"] === kind && owner["name"] === name,
  );
}

function jobsOf(calls: ClusterCalls, namespace: string, name: string): Promise<Known<readonly Target[]>> {
  return calls.list(`/apis/batch/v1/namespaces/${namespace}/jobs`, (object) => {
    const job = isOwnedBy(object, { kind: "CronJob", name }) ? text(at(object, "metadata", "name")) : undefined;
    return job === undefined ? undefined : { kind: "Job", name: job };
  });
}

function missing(sentence: string): FoundPods {
  return { pods: [], failures: [sentence], complete: true };
}

function unread(sentence: string): FoundPods {
  return { pods: [], failures: [sentence], complete: false };
}
