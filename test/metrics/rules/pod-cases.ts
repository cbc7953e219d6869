import { OTHER_REPLICA, REPLICA, type RuleCase, series } from "./rule-case.ts";

const POD = { namespace: "media", pod: "plex-0" } as const;
const bare = (reason: string) => series("mount_monitor_webhook_pod_not_injected", { ...REPLICA, ...POD, reason });
const stuck = (reason: string, replica: object = REPLICA) =>
  series("mount_monitor_webhook_pod_stuck", { ...replica, ...POD, reason });
const denied = (replica: object = REPLICA) =>
  series("mount_monitor_webhook_decisions_total", {
    ...replica,
    endpoint: "pods",
    decision: "deny",
    reason: "path-not-mounted",
  });
const describe = "kubectl -n media describe pod plex-0";

function stuckCase(reason: string, description: string): RuleCase {
  return {
    alert: "MountMonitorPodStuck",
    what: `a pod that both replicas call ${reason}`,
    series: { [stuck(reason)]: "_ 1x5", [stuck(reason, OTHER_REPLICA)]: "_ 1x5" },
    atMinutes: 3,
    fires: {
      labels: { ...POD, reason },
      severity: "warning",
      summary: `Pod media/plex-0 does not get on (${reason}).`,
      description: `${description} What to do about it: ${describe}`,
    },
  };
}

export const POD_CASES: readonly RuleCase[] = [
  {
    alert: "MountMonitorPodNotInjected",
    what: "an annotated pod that the webhook missed",
    series: { [bare("missed")]: "1x10" },
    atMinutes: 6,
    fires: {
      labels: { ...POD, reason: "missed" },
      severity: "warning",
      summary: "Pod media/plex-0 asks for a monitor and has none.",
      description:
        "Pod media/plex-0 has the annotation mount-monitor.io/paths, but neither gate nor monitor (reason missed): nobody notices when its mounts die. Which mounts those would be, and what to do: mount-monitor-webhook doctor -n media",
    },
  },
  {
    alert: "MountMonitorPodNotInjected",
    what: "one where somebody switched it off",
    series: { [bare("switched-off")]: "1x10" },
    atMinutes: 8,
  },
  {
    alert: "MountMonitorPodNotInjected",
    what: "one that was replaced in time",
    series: { [bare("missed")]: "1x3 stale" },
    atMinutes: 9,
  },
  stuckCase(
    "gate-waits",
    "The gate of pod media/plex-0 has held the app back for 10 minutes, since a mount does not answer.",
  ),
  stuckCase(
    "cannot-start",
    "Gate or monitor of pod media/plex-0 could not be started for 5 minutes, so the app waits, too.",
  ),
  stuckCase(
    "terminating",
    "Pod media/plex-0 was told to go, and is still there a minute after its grace period: most likely a process in it waits for a mount that hangs.",
  ),
  stuckCase("finalizers", "Pod media/plex-0 was told to go and has ended, but finalizers hold it."),
  stuckCase(
    "node-not-ready",
    "Pod media/plex-0 was told to go, but its node is not ready, and only the kubelet there can end it.",
  ),
  { alert: "MountMonitorPodStuck", what: "one that went", series: { [stuck("terminating")]: "1 stale" }, atMinutes: 3 },
  {
    alert: "MountMonitorPodsDenied",
    what: "a controller that tries again and again",
    series: { [denied()]: "0x5 6 7x2 8x20" },
    atMinutes: 12,
    fires: {
      labels: { reason: "path-not-mounted" },
      severity: "warning",
      summary: "Pods are refused again and again (path-not-mounted).",
      description:
        "The webhook has refused pods 8 times in 30 minutes, for path-not-mounted: a controller tries on and has no pods. Which workload and path: kubectl get events -A --field-selector reason=FailedCreate",
    },
  },
  {
    alert: "MountMonitorPodsDenied",
    what: "a pod that was refused once at each of two replicas",
    series: { [denied()]: "5x25 6x60", [denied(OTHER_REPLICA)]: "5x27 6x60" },
    atMinutes: 40,
  },
  {
    alert: "MountMonitorPodsDenied",
    what: "refusals of long ago, half an hour after Prometheus was away",
    series: { [denied()]: "9x20 _x15 9x60" },
    atMinutes: 63,
  },
  {
    alert: "MountMonitorPodsDenied",
    what: "refusals of long ago",
    series: { [denied()]: "0 9x60" },
    atMinutes: 50,
  },
];
