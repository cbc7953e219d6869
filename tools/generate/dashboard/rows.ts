/** What the dashboard shows, from the whole to the single pod. Its queries are run against real programs by a test. */
import type { PanelSpec, RowSpec, Step } from "./panels.ts";

/** What the variables of the dashboard choose. */
const CHOSEN = `namespace=~"$namespace", pod=~"$pod"`;
const NONE_IS_WELL: readonly Step[] = [
  { from: null, color: "green" },
  { from: 1, color: "red" },
];
const FIGURE: readonly Step[] = [{ from: null, color: "blue" }];
const STATUS_COLORS = { HEALTHY: "green", DEGRADED: "orange", UNHEALTHY: "red", UNKNOWN: "text" };

const OVERVIEW: readonly PanelSpec[] = [
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

const MOUNTS: readonly PanelSpec[] = [
  {
    t: "lines",
    title: "Mounts by state",
    description: "How many mounts are in which state.",
    queries: [{ expr: `sum by (status) (mount_monitor_mount_status{${CHOSEN}})`, legend: "{{status}}" }],
    stacked: true,
    colors: STATUS_COLORS,
    width: 12,
  },
  {
    t: "table",
    title: "Mounts that do not answer",
    description: "Their pods are not ready. Why, for one of them: kubectl describe pod.",
    queries: [{ expr: `mount_monitor_mount_status{status!="HEALTHY", ${CHOSEN}} == 1` }],
    columns: ["namespace", "pod", "mount", "status"],
    width: 12,
  },
  {
    t: "lines",
    title: "Failed checks by fault",
    description:
      "dead: the mount is gone; hung: no answer; backend: input/output errors; missing: bare or empty; denied: may not be read.",
    queries: [
      {
        expr: `sum by (fault) (rate(mount_monitor_check_failures_total{${CHOSEN}}[$__rate_interval]))`,
        legend: "{{fault}}",
      },
    ],
    unit: "ops",
    width: 8,
  },
  {
    t: "lines",
    title: "How long checks take",
    description: "Of checks that came back in time, over all mounts. A mount that hangs is not in here.",
    queries: [0.5, 0.9, 0.99].map((share) => ({
      expr: `histogram_quantile(${share}, sum by (le) (rate(mount_monitor_check_duration_seconds_bucket{${CHOSEN}}[$__rate_interval])))`,
      legend: `p${share * 100}`,
    })),
    unit: "s",
    width: 8,
  },
  {
    t: "lines",
    title: "Slowest mounts",
    description:
      "Mean time of a check, the ten mounts with the longest. Slow before it is dead is usual for a server that is overloaded.",
    queries: [
      {
        expr: `topk(10, sum by (namespace, pod, mount) (rate(mount_monitor_check_duration_seconds_sum{${CHOSEN}}[$__rate_interval])) / sum by (namespace, pod, mount) (rate(mount_monitor_check_duration_seconds_count{${CHOSEN}}[$__rate_interval])))`,
        legend: "{{namespace}}/{{pod}} {{mount}}",
      },
    ],
    unit: "s",
    width: 8,
  },
];

const RESTARTS: readonly PanelSpec[] = [
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

const WEBHOOK: readonly PanelSpec[] = [
  {
    t: "lines",
    title: "Reviews by decision",
    description: "Pods: inject, skip, deny. Workloads: review.",
    queries: [
      {
        expr: "sum by (endpoint, decision) (rate(mount_monitor_webhook_decisions_total[$__rate_interval]))",
        legend: "{{endpoint}} {{decision}}",
      },
    ],
    unit: "ops",
    width: 8,
  },
  {
    t: "lines",
    title: "How long reviews take",
    description: "The API server gives up after timeoutSeconds, by default 5.",
    queries: [0.5, 0.99].map((share) => ({
      expr: `histogram_quantile(${share}, sum by (le, endpoint) (rate(mount_monitor_webhook_review_duration_seconds_bucket[$__rate_interval])))`,
      legend: `{{endpoint}} p${share * 100}`,
    })),
    unit: "s",
    width: 8,
  },
  {
    t: "lines",
    title: "Refused and failed",
    description:
      "Pods that were denied, by reason (docs/reasons.md), and requests that could not be reviewed, by status. A 500 is a bug.",
    queries: [
      {
        expr: `sum by (reason) (increase(mount_monitor_webhook_decisions_total{decision="deny"}[$__rate_interval]))`,
        legend: "denied: {{reason}}",
      },
      {
        expr: "sum by (status) (increase(mount_monitor_webhook_failures_total[$__rate_interval]))",
        legend: "failed: {{status}}",
      },
    ],
    width: 8,
  },
  {
    t: "lines",
    title: "Certificates end in",
    description: "The serving certificate of each replica, and the CAs by role.",
    queries: [
      { expr: "mount_monitor_webhook_certificate_expiry_timestamp_seconds - time()", legend: "{{pod}}" },
      { expr: "min by (role) (mount_monitor_webhook_ca_expiry_timestamp_seconds) - time()", legend: "CA, {{role}}" },
    ],
    unit: "s",
    width: 8,
  },
  {
    t: "lines",
    title: "Watches that are current",
    description: "1: changes come as they happen. 0: starting, interrupted or refused; decisions go by what was.",
    queries: [{ expr: "min by (watch) (mount_monitor_webhook_watch_current)", legend: "{{watch}}" }],
    width: 8,
  },
  {
    t: "lines",
    title: "Permissions to restart",
    description:
      "Service accounts that need a grant and that still lack one; 0 and 1 for the policy without which none is given.",
    queries: [
      { expr: "max(mount_monitor_webhook_grants_accounts)", legend: "accounts" },
      { expr: "max(mount_monitor_webhook_grants_pending_accounts)", legend: "accounts that lack something" },
      { expr: "min(mount_monitor_webhook_grants_policy_in_force)", legend: "policy in force" },
    ],
    width: 8,
  },
];

const COST: readonly PanelSpec[] = [
  {
    t: "lines",
    title: "Memory",
    description: "Of the webhook's replicas, and of monitors on average and at most.",
    queries: [
      { expr: `process_resident_memory_bytes{job="mount-monitor-webhook"}`, legend: "{{pod}}" },
      { expr: `avg(process_resident_memory_bytes{job="mount-monitor", ${CHOSEN}})`, legend: "monitors, mean" },
      { expr: `max(process_resident_memory_bytes{job="mount-monitor", ${CHOSEN}})`, legend: "monitors, most" },
    ],
    unit: "bytes",
    width: 8,
  },
  {
    t: "lines",
    title: "Processors",
    description: "In cores: the webhook's replicas, and all monitors together.",
    queries: [
      { expr: `rate(process_cpu_seconds_total{job="mount-monitor-webhook"}[$__rate_interval])`, legend: "{{pod}}" },
      {
        expr: `sum(rate(process_cpu_seconds_total{job="mount-monitor", ${CHOSEN}}[$__rate_interval]))`,
        legend: "all monitors",
      },
    ],
    width: 8,
  },
  {
    t: "lines",
    title: "Versions",
    description: "Of webhook and monitors. Pods keep the version that they were injected with until they are replaced.",
    queries: [
      { expr: "count by (version) (mount_monitor_webhook_build_info)", legend: "webhook {{version}}" },
      { expr: `count by (version) (mount_monitor_build_info{${CHOSEN}})`, legend: "monitor {{version}}" },
    ],
    width: 8,
  },
];

export const ROWS: readonly RowSpec[] = [
  { title: "Overview", panels: OVERVIEW },
  { title: "Mounts", panels: MOUNTS },
  { title: "Restarts and pods", panels: RESTARTS },
  { title: "Webhook", panels: WEBHOOK },
  { title: "What it costs", panels: COST },
];
