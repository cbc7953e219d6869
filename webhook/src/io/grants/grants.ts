import type { GrantsStatus } from "@mount-monitor/contract";
import type { ApiConnection, Change, WatchState } from "@mount-monitor/kube";
import type { InjectedPod } from "../../core/pods/injected-pod.ts";
import type { GrantTiming } from "../../core/grants/timing.ts";

/** The part of the cluster's cache that grants go by. */
export interface GrantCluster {
  /** By `namespace/name`. */
  readonly pods: ReadonlyMap<string, InjectedPod>;
  onPods(callback: (changes: readonly Change<InjectedPod>[]) => void): void;
  isTerminating(namespace: string): boolean;
  status(): readonly { readonly title: string; readonly state: WatchState }[];
}

/** Constant messages, data in fields; the programs' logger fits. */
export interface GrantLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface GrantsTools {
  readonly connection: ApiConnection;
  readonly cluster: GrantCluster;
  readonly log: GrantLog;
  /** For tests. */
  readonly timing?: GrantTiming;
}

/** Lets monitors restart their own pods, and nothing else. */
export interface Grants {
  status(): GrantsStatus;
  close(): void;
}
