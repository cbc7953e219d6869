/** Filled in by the build; from source they are what the package says. */
declare const MOUNT_MONITOR_VERSION: string | undefined;
declare const MOUNT_MONITOR_COMMIT: string | undefined;

export const BUILD = {
  name: "mount-monitor-webhook",
  version: typeof MOUNT_MONITOR_VERSION === "string" ? MOUNT_MONITOR_VERSION : "0.0.0-source",
  commit: typeof MOUNT_MONITOR_COMMIT === "string" ? MOUNT_MONITOR_COMMIT : "unknown",
} as const;
