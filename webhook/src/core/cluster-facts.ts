/** What is known about the cluster and the namespace of the request; comes from watches, never from a call during admission. */
export interface ClusterFacts {
  /** Undefined while unknown: what needs a newer version is then not used. */
  readonly serverVersion: KubernetesVersion | undefined;
  readonly oldestKubelet: KubernetesVersion | undefined;
  readonly namespaceAnnotations: Readonly<Record<string, string>>;
  /** `spec.limits[]` of every LimitRange of the namespace that is of type Container. */
  readonly containerLimits: readonly ContainerLimit[];
  /** Resource names that a ResourceQuota of the namespace counts, such as `limits.cpu`. */
  readonly quotaResources: readonly string[];
  /** When pods of a workload were restarted by their monitors, by workload (`ReplicaSet/plex-5d8f`). */
  readonly recentRestarts: Readonly<Record<string, readonly string[]>>;
  /** `spec.accessModes` of the namespace's claims, by name; a claim that is not here is not known. */
  readonly claimAccessModes: Readonly<Record<string, readonly string[]>>;
}

export interface KubernetesVersion {
  readonly major: number;
  readonly minor: number;
}

/** One item of a LimitRange, as the API has it. */
export interface ContainerLimit {
  readonly min?: Readonly<Record<string, string>>;
  readonly max?: Readonly<Record<string, string>>;
  readonly default?: Readonly<Record<string, string>>;
  readonly defaultRequest?: Readonly<Record<string, string>>;
  readonly maxLimitRequestRatio?: Readonly<Record<string, string>>;
}

/** Nothing is known: what offline use starts from. */
export const UNKNOWN_FACTS: ClusterFacts = {
  serverVersion: undefined,
  oldestKubelet: undefined,
  namespaceAnnotations: {},
  containerLimits: [],
  quotaResources: [],
  recentRestarts: {},
  claimAccessModes: {},
};

/** `v1.36.3+k3s1`, `1.36` and `36+` as the server names its minor version; undefined where it is something else. */
export function parseKubernetesVersion(text: string): KubernetesVersion | undefined {
  const [, major, minor] = /^v?(\d{1,4})\.(\d{1,4})(?!\d)/.exec(text) ?? [];
  return major === undefined || minor === undefined ? undefined : { major: Number(major), minor: Number(minor) };
}

export function isAtLeast(version: KubernetesVersion, major: number, minor: number): boolean {
  return version.major > major || (version.major === major && version.minor >= minor);
}

export function formatVersion(version: KubernetesVersion | undefined): string {
  return version === undefined ? "unknown" : `${version.major}.${version.minor}`;
}
