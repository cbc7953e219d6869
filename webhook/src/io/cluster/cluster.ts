import type { Change, Pace, WatchLog, WatchState } from "@mount-monitor/kube";
import type { ClusterFacts, KubernetesVersion } from "../../core/cluster-facts.ts";
import type { RecentRestarts } from "../../core/cluster/restart-memory.ts";
import type { BarePod } from "../../core/pods/bare-pod.ts";
import type { InjectedPod } from "../../core/pods/injected-pod.ts";

/** What is known of the cluster, from watches; whatever is asked here is answered from memory, at once. */
export interface Cluster {
  /** The same object until something of it changes. */
  facts(namespace: string): ClusterFacts;
  versions(): ClusterVersions;
  /** By `namespace/name`. */
  readonly pods: ReadonlyMap<string, InjectedPod>;
  /** Pods that ask to be monitored and are not, by `namespace/name`. Nothing is decided by them: nobody waits for these. */
  readonly barePods: ReadonlyMap<string, BarePod>;
  /** Restarts by monitors in the last hour. */
  recentRestarts(): readonly RecentRestarts[];
  /** Called after `pods` has changed, for as long as the cluster is open. What it throws is a bug: it is logged, and lost. */
  onPods(callback: (changes: readonly Change<InjectedPod>[]) => void): void;
  /** Undefined while that is not known. */
  isNodeReady(name: string): boolean | undefined;
  /** Being deleted: nothing more can be made in it. */
  isTerminating(namespace: string): boolean;
  /** Who has not answered yet, neither with what there is nor with a refusal; undefined once all have. */
  starting(): string | undefined;
  status(): readonly WatchStatus[];
  close(): void;
}

export interface ClusterVersions {
  readonly server: KubernetesVersion | undefined;
  readonly oldestKubelet: KubernetesVersion | undefined;
}

export interface WatchStatus {
  /** `Namespaces` */
  readonly title: string;
  readonly state: WatchState;
  /** How many are kept. */
  readonly objects: number;
  readonly lists: number;
}

export interface ClusterTools {
  readonly log: WatchLog;
  /** Milliseconds since 1970; the clock of the machine unless said otherwise. */
  readonly now?: () => number;
  readonly pace?: Partial<Pace>;
}
