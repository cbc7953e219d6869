import type { ApiConnection, Change, WatchState } from "@mount-monitor/kube";
import type { InjectedPod } from "../../core/pods/injected-pod.ts";
import type { GrantTiming } from "../../core/grants/timing.ts";

export interface GrantSettings {
  /** `manual`: nothing is ever written; somebody else sees to permissions. */
  readonly mode: "managed" | "manual";
  /** Name of the ValidatingAdmissionPolicy, and of its binding, without which no restart permission is given. */
  readonly policy: string;
  /** Name of the ClusterRole that owns what is written: when it goes, Kubernetes collects the grants. */
  readonly owner: string;
  /** Default: `GRANT_TIMING`. */
  readonly timing?: GrantTiming;
}

/** The part of the cluster's cache that grants go by. */
export interface GrantCluster {
  /** By `namespace/name`. */
  readonly pods: ReadonlyMap<string, InjectedPod>;
  onPods(callback: (changes: readonly Change<InjectedPod>[]) => void): void;
  isTerminating(namespace: string): boolean;
  status(): readonly { readonly title: string; readonly state: WatchState }[];
}

/** Constant messages, data in fields; a pino logger fits. */
export interface GrantLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface GrantsTools {
  readonly connection: ApiConnection;
  readonly cluster: GrantCluster;
  readonly log: GrantLog;
}

export interface GrantsStatus {
  readonly mode: "managed" | "manual";
  /** Whether restart permissions are given, and if not, why and what to do. */
  readonly policy: { readonly inForce: boolean; readonly why?: string };
  /** Service accounts whose pods need anything, and those pods. */
  readonly accounts: number;
  readonly pods: number;
  /** Accounts that lack something that they need. */
  readonly pending: number;
  /** Roles and RoleBindings that are called as ours are, and are not ours: `Role media/mount-monitor:plex`. */
  readonly foreign: readonly string[];
  /** What goes wrong now, in sentences; at most ten. */
  readonly troubles: readonly string[];
  /** Since the start: what was written, what was taken back for want of the policy, what could not be done. */
  readonly writes: number;
  readonly revocations: number;
  readonly failures: number;
}

/** Lets monitors restart their own pods, and nothing else. */
export interface Grants {
  status(): GrantsStatus;
  close(): void;
}
