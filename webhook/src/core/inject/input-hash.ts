import { ANNOTATION_PREFIX, annotationKey, OWN_ANNOTATIONS } from "@mount-monitor/contract";
import type { ClusterFacts } from "../cluster-facts.ts";
import { hashOf } from "../hash.ts";
import type { InjectorConfig } from "../injector-config.ts";
import type { ResolvedPath } from "../paths/resolve-path.ts";
import type { RawPod } from "../raw-object.ts";

const NOT_INPUT: ReadonlySet<string> = new Set([...OWN_ANNOTATIONS, annotationKey("pause")]);

/** Our annotations on an object that a decision depends on. */
export function inputAnnotations(annotations: Readonly<Record<string, string>> | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(annotations ?? {}).filter(([key]) => key.startsWith(ANNOTATION_PREFIX) && !NOT_INPUT.has(key)),
  );
}

/**
 * Of what the pod itself says about monitoring: its annotations, and the volumeMounts of its paths. Other containers
 * and volumes do not count, so that an injector in between changes nothing; neither do fields that the API server fills in.
 */
export function podHash(pod: RawPod, paths: readonly ResolvedPath[]): string {
  const mounts = paths.map(({ path, holder, mount }) => [
    path,
    holder.container.name,
    mount.name,
    mount.mountPath,
    mount.subPath || "",
    mount.subPathExpr || "",
    mount.mountPropagation || "None",
  ]);
  return hashOf([inputAnnotations(pod.metadata?.annotations), mounts]);
}

/** Of everything else that was decided on: what differs from the webhook's today is out of date. */
export function configHash(config: InjectorConfig, facts: ClusterFacts): string {
  return hashOf([
    config.image,
    config.imagePullPolicy ?? "",
    config.defaults,
    inputAnnotations(facts.namespaceAnnotations),
  ]);
}
