import { OTHER_REPLICA, REPLICA, type RuleCase, series } from "./rule-case.ts";

const ready = (replica: object = REPLICA) => series("mount_monitor_webhook_ready", { ...replica });
const up = series("up", REPLICA);
const failures = (status: string) => series("mount_monitor_webhook_failures_total", { ...REPLICA, status });
const expiry = series("mount_monitor_webhook_certificate_expiry_timestamp_seconds", REPLICA);
const start = series("mount_monitor_webhook_certificate_start_timestamp_seconds", REPLICA);
const refused = series("mount_monitor_webhook_certificate_refused", { ...REPLICA, code: "foreign" });
const policy = series("mount_monitor_webhook_grants_policy_in_force", REPLICA);
const pending = series("mount_monitor_webhook_grants_pending_accounts", REPLICA);
const granted = series("mount_monitor_webhook_grants_pods", REPLICA);
const watch = (replica: object = REPLICA) =>
  series("mount_monitor_webhook_watch_current", { ...replica, watch: "Nodes" });
const DAY_S = 86_400;

/** Of a certificate that lives for so many days, with so many left after 20 minutes; time begins at 0. */
function certificate(lifeDays: number, leftDays: number): Readonly<Record<string, string>> {
  const endS = 20 * 60 + leftDays * DAY_S;
  return { [start]: `${endS - lifeDays * DAY_S}x30`, [expiry]: `${endS}x30` };
}

export const WEBHOOK_CASES: readonly RuleCase[] = [
  {
    alert: "MountMonitorWebhookDown",
    what: "replicas of which none is ready",
    series: { [ready()]: "0x10", [ready(OTHER_REPLICA)]: "0x10" },
    atMinutes: 6,
    fires: {
      labels: {},
      severity: "critical",
      summary: "No replica of the mount-monitor webhook is ready.",
      description:
        "For 5 minutes no replica of the webhook has been ready, or Prometheus has not reached any. Annotated pods that are created now wait for it (failurePolicy Fail) or start without a monitor (Ignore). Pods without the annotation and pods that run are not affected.",
    },
  },
  {
    alert: "MountMonitorWebhookDown",
    what: "replicas that are gone",
    series: { [ready()]: "1x3 stale" },
    atMinutes: 12,
    fires: {
      labels: {},
      severity: "critical",
      summary: "No replica of the mount-monitor webhook is ready.",
      description:
        "For 5 minutes no replica of the webhook has been ready, or Prometheus has not reached any. Annotated pods that are created now wait for it (failurePolicy Fail) or start without a monitor (Ignore). Pods without the annotation and pods that run are not affected.",
    },
  },
  {
    alert: "MountMonitorWebhookDown",
    what: "one of two replicas",
    series: { [ready()]: "0x20", [ready(OTHER_REPLICA)]: "1x20" },
    atMinutes: 18,
  },
  {
    alert: "MountMonitorWebhookReplicaNotReady",
    what: "one of two replicas",
    series: { [ready()]: "0x20", [ready(OTHER_REPLICA)]: "1x20" },
    atMinutes: 16,
    fires: replicaNotReady(),
  },
  {
    alert: "MountMonitorWebhookReplicaNotReady",
    what: "one that Prometheus does not reach",
    series: { [up]: "0x20" },
    atMinutes: 16,
    fires: replicaNotReady(),
  },
  {
    alert: "MountMonitorWebhookReplicaNotReady",
    what: "a replica that starts",
    series: { [ready()]: "0x5 1x20", [up]: "1x25" },
    atMinutes: 18,
  },
  {
    alert: "MountMonitorWebhookErrors",
    what: "the first bug",
    series: { [failures("500")]: "0x3 1x10" },
    atMinutes: 5,
    fires: {
      labels: { ...REPLICA, status: "500" },
      severity: "warning",
      summary: "Replica mount-monitor/webhook-a of the webhook failed to review a pod or workload.",
      description:
        'Replica webhook-a of the webhook in namespace mount-monitor could not review a pod or workload, which is a bug. The stack is in its log, by the message "review failed".',
    },
  },
  {
    alert: "MountMonitorWebhookErrors",
    what: "requests that make no sense",
    series: { [failures("400")]: "0x3 9x10", [failures("500")]: "0x20" },
    atMinutes: 5,
  },
  {
    alert: "MountMonitorCertificateExpiring",
    what: "a certificate of a week that should have been renewed",
    series: certificate(7, 1.5),
    atMinutes: 20,
    fires: {
      labels: REPLICA,
      severity: "critical",
      summary: "The certificate of mount-monitor/webhook-a ends in 1d 12h 0m 0s.",
      description:
        "The serving certificate of replica webhook-a of the webhook in namespace mount-monitor should have been renewed by now, and ends in 1d 12h 0m 0s. From then on the API server does not take its answers. Why it is not renewed: mount-monitor-webhook doctor",
    },
  },
  {
    alert: "MountMonitorCertificateExpiring",
    what: "one of three months with a week left",
    series: certificate(90, 6),
    atMinutes: 20,
    fires: {
      labels: REPLICA,
      severity: "critical",
      summary: "The certificate of mount-monitor/webhook-a ends in 6d 0h 0m 0s.",
      description:
        "The serving certificate of replica webhook-a of the webhook in namespace mount-monitor should have been renewed by now, and ends in 6d 0h 0m 0s. From then on the API server does not take its answers. Why it is not renewed: mount-monitor-webhook doctor",
    },
  },
  {
    alert: "MountMonitorCertificateExpiring",
    what: "one of a week that is about to be renewed",
    series: certificate(7, 2.3),
    atMinutes: 20,
  },
  {
    alert: "MountMonitorCertificateExpiring",
    what: "one of three months that is about to be renewed",
    series: certificate(90, 29),
    atMinutes: 20,
  },
  {
    alert: "MountMonitorCertificateRefused",
    what: "a Secret of somebody else",
    series: { [refused]: "1x20" },
    atMinutes: 16,
    fires: {
      labels: { code: "foreign" },
      severity: "warning",
      summary: "The webhook does not renew its certificates (foreign).",
      description:
        'The webhook leaves the Secret of its CA as it is, for foreign. What is served goes on until it ends. What to do stands in its log, by the message "certificates are not renewed", and in: mount-monitor-webhook doctor',
    },
  },
  { alert: "MountMonitorCertificateRefused", what: "one of its own", series: { [refused]: "0x20" }, atMinutes: 18 },
  {
    alert: "MountMonitorGrantsMissing",
    what: "a policy that is not in force",
    series: { [policy]: "0x20", [pending]: "0x20", [granted]: "1x20" },
    atMinutes: 16,
    fires: grantsMissing(),
  },
  {
    alert: "MountMonitorGrantsMissing",
    what: "a policy that nobody needs yet, and that was never tried therefore",
    series: { [policy]: "0x20", [pending]: "0x20", [granted]: "0x20" },
    atMinutes: 16,
  },
  {
    alert: "MountMonitorGrantsMissing",
    what: "an account that lacks something",
    series: { [policy]: "1x20", [pending]: "2x20" },
    atMinutes: 16,
    fires: grantsMissing(),
  },
  {
    alert: "MountMonitorGrantsMissing",
    what: "an account that got what it lacked",
    series: { [policy]: "1x20", [pending]: "2x5 0x20" },
    atMinutes: 18,
  },
  {
    alert: "MountMonitorClusterViewStale",
    what: "one replica that hears nothing",
    series: { [watch()]: "0x20", [watch(OTHER_REPLICA)]: "1x20" },
    atMinutes: 16,
    fires: {
      labels: { watch: "Nodes" },
      severity: "warning",
      summary: "A replica of the webhook does not hear of changes to Nodes.",
      description:
        "For 15 minutes a replica of the webhook has not heard of changes to Nodes: it may decide by what was, and alerts about pods may be missing. Who refuses, or does not answer: mount-monitor-webhook doctor",
    },
  },
  {
    alert: "MountMonitorClusterViewStale",
    what: "an interruption",
    series: { [watch()]: "1x5 0x3 1x20" },
    atMinutes: 20,
  },
];

function replicaNotReady() {
  return {
    labels: REPLICA,
    severity: "warning",
    summary: "Replica mount-monitor/webhook-a of the webhook is not ready.",
    description:
      "Replica webhook-a of the webhook in namespace mount-monitor has not been ready, or not been reached by Prometheus, for 15 minutes. Others may answer meanwhile. It says why: kubectl -n mount-monitor logs webhook-a",
  } as const;
}

function grantsMissing() {
  return {
    labels: {},
    severity: "warning",
    summary: "Monitors lack the permission to restart their pods.",
    description:
      "For 15 minutes the restart policy has not been in force, or service accounts have lacked what their pods need to be restarted. A mount that dies is noticed, but nothing is done. Whose, and why: mount-monitor-webhook doctor",
  } as const;
}
