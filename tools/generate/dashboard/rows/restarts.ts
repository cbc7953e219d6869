import type { PanelSpec } from "../panels.ts";
import { CHOSEN } from "../shared.ts";

export const RESTARTS: readonly PanelSpec[] = [
  {
    t: "lines",
    title: "Restarts in the hour before, by workload",
    description: "Counted from the events of the monitors, since a counter ends with the pod that it is in.",
    queries: [
      {
        expr: `max by (namespace, workload) (mount_monitor_webhook_recent_restarts{namespace=~"$namespace"})`,
        legend: "{{namespace}}/{{workload}}",
      },
    ],
    width: 8,
  },
  {
    t: "lines",
    title: "Restarts due, and what holds them back",
    description:
      "Due: a mount is dead, and its pod should be replaced. paused: by an annotation. budget: too many lately. settling: the mount was hardly healthy since the last one.",
    queries: [
      { expr: `sum(mount_monitor_restart_due{${CHOSEN}})`, legend: "due" },
      { expr: `sum by (reason) (mount_monitor_restart_held{${CHOSEN}})`, legend: "held: {{reason}}" },
    ],
    width: 8,
  },
  {
    t: "lines",
    title: "Calls to restart, by how they ended",
    description: "accepted, blocked (refused), failed (the API server did not answer), observed (mode: observe).",
    queries: [
      {
        expr: `sum by (outcome) (increase(mount_monitor_restarts_total{${CHOSEN}}[$__rate_interval]))`,
        legend: "{{outcome}}",
      },
    ],
    width: 8,
  },
  {
    t: "table",
    title: "Pods that may not restart themselves",
    description: "Nothing is wrong with their mounts yet. Why: kubectl describe pod.",
    queries: [{ expr: `mount_monitor_restart_permitted{${CHOSEN}} == 0` }],
    columns: ["namespace", "pod"],
    width: 8,
  },
  {
    t: "table",
    title: "Pods that are stuck",
    description:
      "gate-waits: a mount does not answer. cannot-start: gate or monitor is not created, not pulled, or keeps ending. terminating: a process waits for a mount that hangs. finalizers: those hold a pod that has ended. node-not-ready: nobody is there to end it.",
    queries: [{ expr: `max by (namespace, pod, reason) (mount_monitor_webhook_pod_stuck{namespace=~"$namespace"})` }],
    columns: ["namespace", "pod", "reason"],
    width: 8,
  },
  {
    t: "table",
    title: "Annotated pods without a monitor",
    description: "missed: the webhook was not asked. Other reasons: docs/reasons.md.",
    queries: [
      { expr: `max by (namespace, pod, reason) (mount_monitor_webhook_pod_not_injected{namespace=~"$namespace"})` },
    ],
    columns: ["namespace", "pod", "reason"],
    width: 8,
  },
];
