import { type ClusterFacts, type KubernetesVersion, UNKNOWN_FACTS } from "../../core/cluster-facts.ts";
import { foldFacts } from "../../core/cluster/fold-facts.ts";
import { readAccessModes } from "../../core/cluster/read-claim.ts";
import { readContainerLimits } from "../../core/cluster/read-limits.ts";
import { readNamespace } from "../../core/cluster/read-namespace.ts";
import { readQuotaResources } from "../../core/cluster/read-quota.ts";
import type { RawObject } from "../../core/raw-object.ts";
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
    const facts = foldFacts({
      serverVersion: version,
      oldestKubelet: version,
      annotations: Object.assign({}, ...itself.map((object) => readNamespace(object).annotations)),
      containerLimits: here("LimitRange").map(readContainerLimits),
      quotaResources: here("ResourceQuota").map(readQuotaResources),
      accessModes: here("PersistentVolumeClaim").map((claim) => [nameOf(claim) ?? "", readAccessModes(claim)]),
      recentRestarts: UNKNOWN_FACTS.recentRestarts,
    });
    known.set(namespace, facts);
    return facts;
  };
}
