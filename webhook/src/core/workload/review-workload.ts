import { annotationKey } from "@mount-monitor/contract";
import { checkMetadataShape } from "../check-shape.ts";
import type { ClusterFacts } from "../cluster-facts.ts";
import { decidePod, inOrder } from "../decide-pod.ts";
import type { AdmissionRequest, Finding, PodDecision, WorkloadDecision } from "../decision.ts";
import { inputAnnotations } from "../inject/input-hash.ts";
import type { InjectorConfig } from "../injector-config.ts";
import { diff } from "../patch/diff.ts";
import { isRecord, type RawObject, type RawWorkload } from "../raw-object.ts";
import { unknownAnnotations } from "../settings/unknown-annotations.ts";
import { inheritAnnotations } from "./inherit-annotations.ts";
import {
  isMadeByCronJob,
  isWorkload,
  podOfTemplate,
  templateOf,
  templatePath,
  withTemplate,
  type WorkloadKind,
} from "./pod-of-template.ts";
import { rolloutWarning } from "./rollout.ts";
import { twoPodsWarning } from "./two-pods.ts";

/**
 * Copies a workload's annotations to its pod template, and says what will come of it. Pure, never throws, never
 * refuses: a workload whose pods would be refused can still be applied, and is warned about.
 */
export function reviewWorkload(
  workload: RawWorkload,
  request: AdmissionRequest,
  config: InjectorConfig,
  facts: ClusterFacts,
): WorkloadDecision {
  const unchanged: WorkloadDecision = { patch: [], workload, warnings: [], pod: undefined };
  if (!isRecord(workload) || !isWorkload(workload) || config.excludedNamespaces.includes(request.namespace)) {
    return unchanged;
  }
  const misshapen = checkWorkloadShape(workload);
  if (misshapen !== undefined) return { ...unchanged, warnings: [{ code: "malformed-pod", sentence: misshapen }] };

  const inherited = withInherited(workload);
  const patch = diff(workload, inherited);
  const strangers = unknownAnnotations(workload.metadata?.annotations ?? {}, "workload", "");
  if (patch.length > 0 && isStartedJob(workload, request)) {
    const sentence = `the pod template of a Job that was created cannot change; create ${nameOf(workload)} anew for its annotations to count`;
    return { ...unchanged, warnings: inOrder([{ code: "job-template-immutable", sentence }, ...strangers]) };
  }
  const pod = podDecision(inherited, request, config, facts);
  const fatal = pod === undefined ? [] : verdict(pod, inherited);
  const rollout = patch.length > 0 && request.operation === "UPDATE" ? rolloutWarning(inherited) : undefined;
  const twoPods = pod?.t === "inject" ? twoPodsWarning(inherited, facts) : undefined;
  const warnings = [
    ...fatal,
    ...inOrder([
      ...(pod?.warnings ?? []),
      ...strangers.filter(({ sentence }) => !pod?.warnings.some((warning) => warning.sentence === sentence)),
      ...(twoPods === undefined ? [] : [twoPods]),
      ...(rollout === undefined ? [] : [rollout]),
    ]),
  ];
  return { patch, workload: patch.length === 0 ? workload : inherited, warnings, pod };
}

function checkWorkloadShape(workload: RawWorkload): string | undefined {
  let place: unknown = workload;
  for (const key of templatePath(workload.kind as WorkloadKind)) {
    place = isRecord(place) ? place[key] : undefined;
    if (!isRecord(place)) return `${key} is missing, or is not an object`;
  }
  const own = checkMetadataShape(workload.metadata);
  const ofTemplate = checkMetadataShape((place as RawObject)["metadata"]);
  return own ?? (ofTemplate === undefined ? undefined : `template: ${ofTemplate}`);
}

function withInherited(workload: RawWorkload): RawWorkload {
  const template = templateOf(workload);
  const before = template?.metadata?.annotations ?? {};
  const recordOf = isMadeByCronJob(workload) ? "another" : "this";
  const annotations = inheritAnnotations(workload.metadata?.annotations ?? {}, before, recordOf);
  // Without a key more or less the template stays the very object that it is, empty annotations and all.
  if (Object.keys(annotations).length === 0 && Object.keys(before).length === 0) return workload;
  return withTemplate(workload, { ...template, metadata: { ...template?.metadata, annotations } });
}

/** Only a Job that is suspended and never was started may still get other annotations on its template. */
function isStartedJob(workload: RawWorkload, { operation }: AdmissionRequest): boolean {
  if (workload.kind !== "Job" || operation === "CREATE") return false;
  const started = workload.status?.["startTime"];
  return workload.spec?.suspend !== true || (started !== undefined && started !== null);
}

function podDecision(
  workload: RawWorkload,
  request: AdmissionRequest,
  config: InjectorConfig,
  facts: ClusterFacts,
): PodDecision | undefined {
  const pod = podOfTemplate(workload);
  return pod && decidePod(pod, { ...request, operation: "CREATE" }, config, facts);
}

/** What stands in the way of an injection, first of all warnings. */
function verdict(decision: PodDecision, workload: RawWorkload): Finding[] {
  const { reason, sentence } = decision;
  if (decision.t === "deny") return [{ code: reason, sentence: `its pods will be refused: ${sentence}` }];
  if (decision.t === "inject" || reason === "already-injected" || reason === "switched-off") return [];
  if (reason !== "not-opted-in") return [{ code: reason, sentence: `nothing is injected: ${sentence}` }];
  const settings = inputAnnotations(templateOf(workload)?.metadata?.annotations);
  const first = Object.keys(settings).find((key) => key !== annotationKey("inject"));
  return first === undefined
    ? []
    : [{ code: "no-paths", sentence: `${first} is set, but nothing is injected without ${annotationKey("paths")}` }];
}

function nameOf({ kind, metadata }: RawWorkload): string {
  return `${kind}/${metadata?.name ?? "unnamed"}`;
}
