import type { Fault, Mode, MountStatus, RestartAction } from "@mount-monitor/contract";
import type { MountState } from "./mount-states.ts";
import type { PodStateName } from "./pod-state.ts";

/** What `status --output json` prints. Keys are only ever added. Times are RFC 3339 in UTC; what is not known is null. */
export interface StatusReport {
  /** When it was looked at, by the clock of the API server. */
  readonly timestamp: string;
  /** Of the API server. */
  readonly kubernetes: string;
  readonly summary: { readonly pods: number; readonly healthy: number; readonly paused: number };
  /** By namespace and name. */
  readonly pods: readonly PodReport[];
  /** What could not be read, and why. */
  readonly gaps: ReadonlyArray<{ readonly what: string; readonly why: string }>;
}

export interface PodReport {
  readonly namespace: string;
  readonly name: string;
  /** What makes it anew; null where nothing does. */
  readonly workload: { readonly kind: string; readonly name: string } | null;
  readonly node: string | null;
  readonly state: PodStateName;
  readonly since: string | null;
  /** One sentence; empty where the state says it all. */
  readonly message: string;
  /** Nothing is wrong with it; what is not known is not healthy. Pods that go or are at their end do not count. */
  readonly healthy: boolean;
  readonly mode: Mode;
  readonly action: RestartAction;
  readonly paused: { readonly until: string | null; readonly reason: string | null } | null;
  /** `version` is that of the monitor, or, where it was not heard, that of the webhook which injected it. */
  readonly monitor: { readonly version: string; readonly reached: boolean; readonly why: string | null };
  readonly lastRestart: { readonly time: string; readonly fault: Fault | null; readonly why: string | null } | null;
  readonly mounts: readonly MountReport[];
}

export interface MountReport {
  readonly path: string;
  readonly name: string;
  readonly status: MountStatus;
  readonly source: MountState["source"];
  readonly fault: Fault | null;
  readonly failingSince: string | null;
  readonly failureCount: number | null;
  readonly lastError: string;
  readonly onFailure: string;
}
