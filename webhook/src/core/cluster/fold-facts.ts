import type { ClusterFacts, ContainerLimit, KubernetesVersion } from "../cluster-facts.ts";

/** What is known of one namespace, object by object, and of the cluster. */
export interface FactSources {
  readonly serverVersion: KubernetesVersion | undefined;
  readonly oldestKubelet: KubernetesVersion | undefined;
  readonly annotations: Readonly<Record<string, string>>;
  /** Of each LimitRange. */
  readonly containerLimits: Iterable<readonly ContainerLimit[]>;
  /** Of each ResourceQuota. */
  readonly quotaResources: Iterable<readonly string[]>;
  /** Of each PersistentVolumeClaim, by name. */
  readonly accessModes: Iterable<readonly [name: string, modes: readonly string[]]>;
  readonly recentRestarts: Readonly<Record<string, readonly string[]>>;
}

export function foldFacts({ serverVersion, oldestKubelet, ...sources }: FactSources): ClusterFacts {
  return {
    serverVersion,
    oldestKubelet,
    namespaceAnnotations: sources.annotations,
    containerLimits: [...sources.containerLimits].flat(),
    quotaResources: [...new Set([...sources.quotaResources].flat())],
    recentRestarts: sources.recentRestarts,
    claimAccessModes: Object.fromEntries(sources.accessModes),
  };
}
