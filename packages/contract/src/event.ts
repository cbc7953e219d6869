import { ANNOTATION_PREFIX } from "./annotation-key.ts";

/** Reasons of the Kubernetes events that are written on the pod: what `kubectl describe pod` shows. */
export const EVENT_REASONS = ["MountUnhealthy", "MountRecovered", "WatchdogRestart", "RestartBlocked"] as const;

export type EventReason = (typeof EVENT_REASONS)[number];

/** `reportingComponent` of each. */
export const EVENT_COMPONENT = "mount-monitor";

/** Annotation of each event: what the pod belongs to. A restart counts among those of this workload. */
export const WORKLOAD_ANNOTATION = `${ANNOTATION_PREFIX}workload`;

/** Of a `WatchdogRestart` that counts. In observe mode nothing is restarted, and the event is of type Normal. */
export const RESTART_EVENT_TYPE = "Warning";
