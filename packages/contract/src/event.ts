/** Reasons of the Kubernetes events that are written on the pod: what `kubectl describe pod` shows. */
export const EVENT_REASONS = ["MountUnhealthy", "MountRecovered", "WatchdogRestart", "RestartBlocked"] as const;

export type EventReason = (typeof EVENT_REASONS)[number];
