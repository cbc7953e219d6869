import { formatDuration } from "./duration.ts";
import type {
  MonitorConfig,
  MonitorConfigInput,
  MountConfig,
  RestartBudget,
  WatchdogConfig,
} from "./monitor-config.ts";
import { formatTime } from "./time.ts";

const MAX_NAME_LENGTH = 128;

/** The configuration as it could have been written: every default spelled out. `decodeMonitorConfig` reads it back to the same. */
export function encodeMonitorConfig(config: MonitorConfig): MonitorConfigInput {
  const { stateDir, podInfoDir, probeNonce, workload } = config;
  return {
    mounts: config.mounts.map(encodeMount),
    mode: config.mode,
    httpPort: config.httpPort,
    shutdownTimeout: formatDuration(config.shutdownTimeoutMs),
    logLevel: config.logLevel,
    logFormat: config.logFormat,
    ...(stateDir === undefined ? {} : { stateDir }),
    ...(podInfoDir === undefined ? {} : { podInfoDir }),
    ...(probeNonce === undefined ? {} : { probeNonce }),
    ...(workload === undefined ? {} : { workload }),
    watchdog: encodeWatchdog(config.watchdog),
  };
}

function encodeMount({
  name,
  checkIntervalMs,
  readTimeoutMs,
  probeFile,
  ...mount
}: MountConfig): MonitorConfigInput["mounts"][number] {
  return {
    ...mount,
    // The path stands in for a name that is not there, and may be longer than a name can be.
    ...(name === mount.path && name.length > MAX_NAME_LENGTH ? {} : { name }),
    checkInterval: formatDuration(checkIntervalMs),
    readTimeout: formatDuration(readTimeoutMs),
    ...(probeFile === undefined ? {} : { probeFile }),
  };
}

function encodeWatchdog(watchdog: WatchdogConfig): NonNullable<MonitorConfigInput["watchdog"]> {
  return {
    action: watchdog.action,
    restartDelay: formatDuration(watchdog.restartDelayMs),
    restartOn: [...watchdog.restartOn],
    budget: encodeBudget(watchdog.budget),
    maxRetries: watchdog.maxRetries,
    retryBackoffInitial: formatDuration(watchdog.retryBackoffInitialMs),
    retryBackoffMax: formatDuration(watchdog.retryBackoffMaxMs),
    force: watchdog.force,
    recentRestarts: watchdog.recentRestarts.map(formatTime),
  };
}

function encodeBudget({ limit, windowMs }: RestartBudget): string {
  return limit === undefined ? "unlimited" : `${limit} per ${formatDuration(windowMs)}`;
}
