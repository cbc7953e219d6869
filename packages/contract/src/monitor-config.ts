import type { MonitorConfigInput } from "../schema/monitor-config.ts";
import type { Fault } from "./fault.ts";

export type { MonitorConfigInput };

export type CheckType = "auto" | "canary" | "directory" | "read";
export type OnFailure = "restart" | "unready" | "report";
export type Mode = "enforce" | "observe";
export type RestartAction = "delete" | "evict" | "in-place" | "none";
export type LogLevel = "debug" | "info" | "warn" | "error";
export type LogFormat = "json" | "text";

/** The configuration as the programs use it: checked, defaults filled in, inheritance resolved, durations in milliseconds. */
export interface MonitorConfig {
  readonly mounts: readonly MountConfig[];
  readonly mode: Mode;
  readonly httpPort: number;
  readonly shutdownTimeoutMs: number;
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
  readonly stateDir: string | undefined;
  readonly podInfoDir: string | undefined;
  readonly probeNonce: string | undefined;
  readonly workload: string | undefined;
  readonly watchdog: WatchdogConfig;
}

export interface MountConfig {
  readonly path: string;
  readonly name: string;
  readonly onFailure: OnFailure;
  readonly checkIntervalMs: number;
  readonly readTimeoutMs: number;
  readonly failureThreshold: number;
  readonly checkType: CheckType;
  readonly canaryFile: string;
  readonly probeFile: string | undefined;
  readonly allowEmpty: boolean;
}

export interface WatchdogConfig {
  readonly action: RestartAction;
  readonly restartDelayMs: number;
  readonly restartOn: readonly Fault[];
  readonly budget: RestartBudget;
  readonly maxRetries: number;
  readonly retryBackoffInitialMs: number;
  readonly retryBackoffMaxMs: number;
  readonly force: boolean;
  /** Wall-clock times in milliseconds, oldest first. */
  readonly recentRestarts: readonly number[];
}

/** At most `limit` restarts within any `windowMs`; undefined limit is no budget at all. */
export interface RestartBudget {
  readonly limit: number | undefined;
  readonly windowMs: number;
}
