import type { RawPod } from "../raw-object.ts";

/**
 * What happens when the pod is gone: `replaces` makes a new one, a `job` may count it as a failure, `unknown` cannot be
 * told, `none` loses it.
 */
export type OwnerKind = "replaces" | "job" | "unknown" | "none";

export interface Owner {
  readonly kind: OwnerKind;
  /** `ReplicaSet/plex-5d8f`; `Pod/…` where there is no controller. */
  readonly workload: string;
}

const REPLACING = new Set(["apps/ReplicaSet", "apps/StatefulSet", "apps/DaemonSet", "/ReplicationController"]);

export function ownerOf(pod: RawPod): Owner {
  const controller = (pod.metadata?.ownerReferences ?? []).find((owner) => owner.controller === true);
  if (controller === undefined) {
    return { kind: "none", workload: `Pod/${pod.metadata?.name || pod.metadata?.generateName || "unnamed"}` };
  }
  // Other groups have kinds of the same name that heed other rules.
  const group = controller.apiVersion?.includes("/") ? controller.apiVersion.split("/")[0] : "";
  const name = `${group}/${controller.kind}`;
  const kind = REPLACING.has(name) ? "replaces" : name === "batch/Job" ? "job" : "unknown";
  return { kind, workload: `${controller.kind ?? "unknown"}/${controller.name ?? "unnamed"}`.slice(0, 512) };
}
