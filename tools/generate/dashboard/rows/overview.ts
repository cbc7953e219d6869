import type { PanelSpec } from "../panels.ts";
import { CHOSEN, NONE_IS_WELL, FIGURE } from "../shared.ts";

export const OVERVIEW: readonly PanelSpec[] = [
  {
    t: "stat",
    title: "Pods with a monitor",
    description: "Injected pods that the webhook knows.",
    queries: [{ expr: "max(mount_monitor_webhook_injected_pods)" }],
    steps: FIGURE,
    width: 3,
  },
  {
    t: "stat",
    title: "Mounts healthy",
    description: "Mounts that answer, of all that are monitored.",
    queries: [{ expr: `sum(mount_monitor_mount_status{status="HEALTHY", ${CHOSEN}})` }],
    steps: FIGURE,
    width: 3,
  },
  {
    t: "stat",
    title: "Mounts unhealthy",
    description: "Mounts that have failed as often as failureThreshold says. Which: the table below.",
    queries: [{ expr: `sum(mount_monitor_mount_status{status="UNHEALTHY", ${CHOSEN}})` }],
    steps: NONE_IS_WELL,
    width: 3,
  },
  {
    t: "stat",
    title: "Pods without a monitor",
    description: "Annotated pods that carry neither gate nor monitor. Which: the table below.",
    queries: [
      {
        expr: `count(max by (namespace, pod) (mount_monitor_webhook_pod_not_injected{reason!="switched-off"}))`,
      },
    ],
    steps: NONE_IS_WELL,
    width: 3,
  },
  {
    t: "stat",
    title: "Pods stuck",
    description: "Injected pods that do not start or do not go. Which: the table below.",
    queries: [{ expr: "count(max by (namespace, pod) (mount_monitor_webhook_pod_stuck))" }],
    steps: NONE_IS_WELL,
    width: 3,
  },
  {
    t: "stat",
    title: "Restarts, last hour",
    description: "Pods that their monitors had replaced.",
    queries: [{ expr: "sum(max by (namespace, workload) (mount_monitor_webhook_recent_restarts))" }],
    steps: [
      { from: null, color: "green" },
      { from: 1, color: "orange" },
    ],
    width: 3,
  },
  {
    t: "stat",
    title: "Webhook replicas ready",
    description: "Replicas that answer for admission.",
    queries: [{ expr: "sum(mount_monitor_webhook_ready)" }],
    steps: [
      { from: null, color: "red" },
      { from: 1, color: "green" },
    ],
    width: 3,
  },
  {
    t: "stat",
    title: "Certificate ends in",
    description: "The serving certificate that ends first. It is renewed after two thirds of its life.",
    queries: [{ expr: "min(mount_monitor_webhook_certificate_expiry_timestamp_seconds) - time()" }],
    unit: "s",
    steps: [
      { from: null, color: "red" },
      { from: 3600, color: "orange" },
      { from: 86_400, color: "green" },
    ],
    width: 3,
  },
];
