import type { CheckType, Mode, OnFailure, RestartAction } from "./monitor-config.ts";
import type { Fault } from "./fault.ts";

export const MOUNT_STATUSES = ["UNKNOWN", "HEALTHY", "DEGRADED", "UNHEALTHY"] as const;

export type MountStatus = (typeof MOUNT_STATUSES)[number];

/** What `/healthz/status` answers. Keys are only ever added. Times are RFC 3339 in UTC, durations `1m30s`. */
export interface StatusDocument {
  readonly timestamp: string;
  readonly version: string;
  readonly mode: Mode;
  /** What `/healthz/ready` says. */
  readonly ready: boolean;
  readonly mounts: readonly MountStatusEntry[];
  readonly restart: RestartStatus;
}

export interface MountStatusEntry {
  readonly path: string;
  readonly name: string;
  readonly status: MountStatus;
  /** End of the last check; null before the first. */
  readonly lastCheck: string | null;
  readonly failureCount: number;
  /** Empty while the mount is healthy. */
  readonly lastError: string;
  readonly fault: Fault | null;
  readonly failingSince: string | null;
  readonly unhealthyDuration: string | null;
  readonly lastSuccess: string | null;
  readonly checkType: CheckType;
  readonly onFailure: OnFailure;
  /** What is mounted there, from mountinfo; null where that cannot be told. */
  readonly mounted: { readonly type: string; readonly source: string; readonly device: string } | null;
}

export interface RestartStatus {
  readonly action: RestartAction;
  /** What the watchdog is doing about it: `idle`, `waiting`, `held`, `confirming`, `acting`, `retrying`, `observed`, `done`. */
  readonly state: string;
  /** Why it waits or what went wrong, in one sentence; null while there is nothing to say. */
  readonly reason: string | null;
  readonly notBefore: string | null;
  /** Restarts of this workload that are known, newest last. */
  readonly recent: readonly string[];
  /** Whether the pod may restart itself, as far as tried; null before the first try, and where nothing has to be allowed. */
  readonly selfTest: {
    readonly ok: boolean;
    readonly message: string;
    /** Null where it cannot even be tried. */
    readonly lastTried: string | null;
  } | null;
}
