import type { ClusterFacts } from "../../core/cluster-facts.ts";
import { decidePod } from "../../core/decide-pod.ts";
import type { AdmissionRequest, Finding, PodDecision } from "../../core/decision.ts";
import type { InjectorConfig } from "../../core/injector-config.ts";
import { diff } from "../../core/patch/diff.ts";
import type { Patch } from "../../core/patch/patch.ts";
import { isRecord, type RawObject, type RawPod, type RawWorkload } from "../../core/raw-object.ts";
import { isWorkload, podOfTemplate, templatePath, type WorkloadKind } from "../../core/workload/pod-of-template.ts";
import { reviewWorkload } from "../../core/workload/review-workload.ts";
import { namespaceOf } from "./object-name.ts";

/** What the cluster would make of one object, and of the pods that its template stands for. */
export interface ObjectPlan {
  readonly after: RawObject;
  readonly patch: Patch;
  /** Undefined where the object stands for no pods. */
  readonly pod: PodDecision | undefined;
  readonly warnings: readonly Finding[];
}

export interface PlanContext {
  readonly namespace: string;
  readonly config: InjectorConfig;
  readonly facts: (namespace: string) => ClusterFacts;
}

/** These have pod templates too, but hand nothing down: their own annotations are nobody's settings. */
const PLAIN_TEMPLATES: Readonly<Record<string, string>> = { ReplicaSet: "apps/v1", ReplicationController: "v1" };

export function planObject(object: RawObject, context: PlanContext): ObjectPlan {
  const namespace = namespaceOf(object) ?? context.namespace;
  const request: AdmissionRequest = { namespace, operation: "CREATE" };
  const decide = (pod: RawPod) => decidePod(pod, request, context.config, context.facts(namespace));
  const { kind } = object;
  if (kind === "Pod") {
    const pod = decide(object as RawPod);
    return { ...changed(object, pod.t === "deny" ? object : pod.pod), pod, warnings: pod.warnings };
  }
  if (isWorkload(object)) {
    if (context.config.excludedNamespaces.includes(namespace)) {
      const pod = excluded(object, decide);
      return { after: object, patch: [], pod, warnings: [] };
    }
    const { workload, pod, warnings } = reviewWorkload(object, request, context.config, context.facts(namespace));
    const path = templatePath(object.kind as WorkloadKind);
    return { ...changed(object, withTemplate(workload, path, pod)), pod, warnings };
  }
  const apiVersion = typeof kind === "string" ? PLAIN_TEMPLATES[kind] : undefined;
  const template = isRecord(object["spec"]) ? object["spec"]["template"] : undefined;
  if (apiVersion === undefined || !isRecord(template)) {
    return { after: object, patch: [], pod: undefined, warnings: [] };
  }
  const pod = decide(podOf(object, apiVersion, template));
  return { ...changed(object, withTemplate(object, ["spec", "template"], pod)), pod, warnings: pod.warnings };
}

/** Of a workload that is not looked at nothing is handed down; what it asks for is only said. */
function excluded(object: RawWorkload, decide: (pod: RawPod) => PodDecision): PodDecision | undefined {
  const pod = podOfTemplate(object);
  if (!isRecord(pod)) return undefined;
  const asked = isRecord(object.metadata) && isRecord(object.metadata.annotations) ? object.metadata.annotations : {};
  const own = isRecord(pod.metadata?.annotations) ? pod.metadata.annotations : {};
  return decide({ ...pod, metadata: { ...pod.metadata, annotations: { ...asked, ...own } } });
}

function changed(before: RawObject, after: RawObject): Pick<ObjectPlan, "after" | "patch"> {
  return { after, patch: diff(before, after) };
}

function podOf(owner: RawObject, apiVersion: string, template: RawObject): RawPod {
  const metadata = isRecord(owner["metadata"]) ? owner["metadata"] : {};
  const name = typeof metadata["name"] === "string" ? metadata["name"] : "unnamed";
  return {
    apiVersion: "v1",
    kind: "Pod",
    ...template,
    metadata: {
      ...(isRecord(template["metadata"]) ? template["metadata"] : {}),
      generateName: `${name}-`,
      ownerReferences: [{ apiVersion, kind: String(owner["kind"]), name, controller: true }],
    },
  };
}

/** The object with the decided pod as its template, without what only a pod has of its controller. */
function withTemplate(object: RawObject, path: readonly string[], pod: PodDecision | undefined): RawObject {
  if (pod === undefined || pod.t === "deny" || pod.patch.length === 0) return object;
  return update(object, path, (template) => {
    const { generateName: _name, ownerReferences: _owner, ...metadata } = pod.pod.metadata ?? {};
    const before = isRecord(template["metadata"]) ? template["metadata"] : {};
    const { generateName, ownerReferences } = before;
    return {
      ...template,
      metadata: {
        ...metadata,
        ...(generateName === undefined ? {} : { generateName }),
        ...(ownerReferences === undefined ? {} : { ownerReferences }),
      },
      spec: pod.pod.spec,
    };
  });
}

function update(
  object: RawObject,
  [key, ...rest]: readonly string[],
  change: (value: RawObject) => RawObject,
): RawObject {
  if (key === undefined) return change(object);
  const child = object[key];
  return isRecord(child) ? { ...object, [key]: update(child, rest, change) } : object;
}
