import { word } from "../object-parts.ts";
import { isRecord, type RawObject, type RawPod, type RawWorkload } from "../raw-object.ts";

/** The kinds whose pod templates are looked at. */
export const WORKLOAD_KINDS = ["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"] as const;

export type WorkloadKind = (typeof WORKLOAD_KINDS)[number];

export function isWorkload(object: RawObject): object is RawWorkload {
  const [kind, apiVersion] = [object["kind"] as WorkloadKind, object["apiVersion"]];
  // Other groups have kinds of the same name.
  const group = kind === "Job" || kind === "CronJob" ? "batch/" : "apps/";
  return WORKLOAD_KINDS.includes(kind) && (apiVersion === undefined || word(apiVersion).startsWith(group));
}

/** Where a workload of this kind has its pod template. */
export function templatePath(kind: WorkloadKind): readonly string[] {
  return kind === "CronJob" ? ["spec", "jobTemplate", "spec", "template"] : ["spec", "template"];
}

export function templateOf(workload: RawWorkload): RawPod | undefined {
  return workload.kind === "CronJob" ? workload.spec?.jobTemplate?.spec?.template : workload.spec?.template;
}

/** The workload with another pod template. A patch for `podOfTemplate` fits the template as well. */
export function withTemplate(workload: RawWorkload, template: RawPod): RawWorkload {
  return replaceAt(workload, templatePath(workload.kind as WorkloadKind), template) as RawWorkload;
}

function replaceAt(object: RawObject, [key, ...rest]: readonly string[], value: unknown): RawObject {
  if (key === undefined) return object;
  const child = object[key];
  return { ...object, [key]: rest.length === 0 ? value : replaceAt(isRecord(child) ? child : {}, rest, value) };
}

/** A Job of a CronJob has its template from there, with all that was copied to it. */
export function isMadeByCronJob({ kind, metadata }: RawWorkload): boolean {
  const owners: unknown = metadata?.ownerReferences;
  return (
    kind === "Job" &&
    Array.isArray(owners) &&
    owners.some(
      (owner) => isRecord(owner) && owner["kind"] === "CronJob" && word(owner["apiVersion"]).startsWith("batch/"),
    )
  );
}

/** What the controller puts between a workload and its pods: a Deployment's pods belong to a ReplicaSet. */
const OWNER_KIND: Readonly<Record<WorkloadKind, readonly [apiVersion: string, kind: string]>> = {
  Deployment: ["apps/v1", "ReplicaSet"],
  StatefulSet: ["apps/v1", "StatefulSet"],
  DaemonSet: ["apps/v1", "DaemonSet"],
  Job: ["batch/v1", "Job"],
  CronJob: ["batch/v1", "Job"],
};

/**
 * The pod that the workload's controller would make of its template, as far as the template tells: without the
 * suffixes of names that only the controller knows.
 */
export function podOfTemplate(workload: RawWorkload): RawPod | undefined {
  const template = templateOf(workload);
  const owner = OWNER_KIND[workload.kind as WorkloadKind] as (typeof OWNER_KIND)[WorkloadKind] | undefined;
  if (template === undefined || owner === undefined) return undefined;
  const name = workload.metadata?.name ?? workload.metadata?.generateName ?? "unnamed";
  const [apiVersion, kind] = owner;
  return {
    apiVersion: "v1",
    kind: "Pod",
    ...template,
    metadata: {
      ...template.metadata,
      generateName: `${name}-`,
      ownerReferences: [{ apiVersion, kind, name, controller: true }],
    },
  };
}
