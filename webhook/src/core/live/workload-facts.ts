import { annotationKey } from "@mount-monitor/contract";
import { at, text, texts } from "../object-parts.ts";
import { isRecord, type RawObject, type RawWorkload } from "../raw-object.ts";
import { templateOf } from "../workload/pod-of-template.ts";
import { records } from "./lists.ts";

/** What makes a pod, as far up as can be told, and what people call it. */
export interface WorkloadRef {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** A workload that asks to be monitored. */
export interface WorkloadFacts extends WorkloadRef {
  /** Its pod template asks for it, too. */
  readonly templateAsks: boolean;
}

/** Undefined where it does not ask, says `inject: false`, or is a Job that has ended. */
export function readWorkload(kind: string, object: RawObject): WorkloadFacts | undefined {
  const annotations = texts(at(object, "metadata", "annotations"));
  const template = templateOf({ ...object, kind } as RawWorkload);
  const templateAnnotations = texts(at(isRecord(template) ? template : {}, "metadata", "annotations"));
  const templateAsks = asks(templateAnnotations);
  if (!asks(annotations) && !templateAsks) return undefined;
  if (kind === "Job" && isOver(object)) return undefined;
  // Switched off, in whatever way: the decision about its pods says so where there are any.
  if (annotations[annotationKey("inject")]?.trim() === "false") return undefined;
  return {
    kind,
    namespace: text(at(object, "metadata", "namespace")) ?? "",
    name: text(at(object, "metadata", "name")) ?? "",
    templateAsks,
  };
}

function isOver(job: RawObject): boolean {
  return records(at(job, "status", "conditions")).some(
    ({ type, status }) => (type === "Complete" || type === "Failed") && status === "True",
  );
}

export function asks(annotations: Readonly<Record<string, string>>): boolean {
  return (annotations[annotationKey("paths")] ?? "").trim() !== "";
}

/** A Deployment for the pods of its ReplicaSets; undefined for a pod that nothing makes. */
export function workloadOfPod(pod: RawObject): WorkloadRef | undefined {
  const owner = records(at(pod, "metadata", "ownerReferences")).find(({ controller }) => controller === true);
  const [kind, name] = [text(owner?.["kind"]), text(owner?.["name"])];
  if (kind === undefined || name === undefined) return undefined;
  const namespace = text(at(pod, "metadata", "namespace")) ?? "";
  const hash = texts(at(pod, "metadata", "labels"))["pod-template-hash"];
  return kind === "ReplicaSet" && hash !== undefined && name.endsWith(`-${hash}`)
    ? { kind: "Deployment", namespace, name: name.slice(0, -hash.length - 1) }
    : { kind, namespace, name };
}

/** What replaces pods of it by new ones. */
export function restartCommand({ kind, namespace, name }: WorkloadRef, pods: readonly string[]): string {
  switch (kind) {
    case "Deployment":
    case "StatefulSet":
    case "DaemonSet":
      return `kubectl -n ${namespace} rollout restart ${kind.toLowerCase()}/${name}`;
    case "Job":
    case "CronJob":
      return "The next run has it; a Job that runs now can only be created anew";
  }
  return `kubectl -n ${namespace} delete pod ${pods.join(" ")}`;
}
