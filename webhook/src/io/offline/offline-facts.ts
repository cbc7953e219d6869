import {
  type ClusterFacts,
  type ContainerLimit,
  type KubernetesVersion,
  UNKNOWN_FACTS,
} from "../../core/cluster-facts.ts";
import { isRecord, type RawObject } from "../../core/raw-object.ts";
import { nameOf, namespaceOf } from "./object-name.ts";

/**
 * What is known without a cluster: the version that was given, and what stands among the manifests themselves. Namespaces,
 * LimitRanges, ResourceQuotas and claims there are taken as those of the cluster.
 */
export function offlineFacts(
  objects: readonly RawObject[],
  defaultNamespace: string,
  version: KubernetesVersion | undefined,
): (namespace: string) => ClusterFacts {
  const known = new Map<string, ClusterFacts>();
  return (namespace) => {
    const found = known.get(namespace);
    if (found) return found;
    const here = (kind: string) =>
      objects.filter((object) => object["kind"] === kind && (namespaceOf(object) ?? defaultNamespace) === namespace);
    const itself = objects.filter((object) => object["kind"] === "Namespace" && nameOf(object) === namespace);
    const facts: ClusterFacts = {
      ...UNKNOWN_FACTS,
      serverVersion: version,
      oldestKubelet: version,
      namespaceAnnotations: Object.assign(
        {},
        ...itself.map((object) => strings(at(object, "metadata", "annotations"))),
      ),
      containerLimits: here("LimitRange").flatMap((object) => containerLimits(at(object, "spec", "limits"))),
      quotaResources: here("ResourceQuota").flatMap((object) => Object.keys(record(at(object, "spec", "hard")))),
      claimAccessModes: Object.fromEntries(
        here("PersistentVolumeClaim").map((object) => [nameOf(object) ?? "", modes(at(object, "spec", "accessModes"))]),
      ),
    };
    known.set(namespace, facts);
    return facts;
  };
}

function at(object: RawObject, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), object);
}

function record(value: unknown): RawObject {
  return isRecord(value) ? value : {};
}

function strings(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record(value)).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

const AMOUNTS = ["min", "max", "default", "defaultRequest", "maxLimitRequestRatio"] as const;

function containerLimits(limits: unknown): ContainerLimit[] {
  if (!Array.isArray(limits)) return [];
  return limits
    .filter((limit: unknown) => isRecord(limit) && limit["type"] === "Container")
    .map((limit: RawObject) =>
      Object.fromEntries(
        AMOUNTS.filter((key) => isRecord(limit[key])).map((key) => [
          key,
          Object.fromEntries(Object.entries(record(limit[key])).map(([name, amount]) => [name, String(amount)])),
        ]),
      ),
    );
}

function modes(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((mode) => typeof mode === "string") : [];
}
