import type { PanelSpec } from "../panels.ts";

export const WEBHOOK: readonly PanelSpec[] = [
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
