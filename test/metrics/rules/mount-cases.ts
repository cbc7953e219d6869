import { MONITOR, OTHER_REPLICA, REPLICA, type RuleCase, series } from "./rule-case.ts";

const MOUNT = { mount: "/mnt/media", name: "media" } as const;
const unhealthy = series("mount_monitor_mount_status", { ...MONITOR, ...MOUNT, status: "UNHEALTHY" });
const degraded = series("mount_monitor_mount_status", { ...MONITOR, ...MOUNT, status: "DEGRADED" });
const due = series("mount_monitor_restart_due", MONITOR);
const held = (reason: string) => series("mount_monitor_restart_held", { ...MONITOR, reason });
const permitted = series("mount_monitor_restart_permitted", MONITOR);
const up = series("up", MONITOR);
const WORKLOAD = { namespace: "media", workload: "ReplicaSet/plex-5d8f" } as const;
// Honoured labels: those of the metric, not of the replica.
const ofWorkload = (metric: string, replica: object) =>
  series(`mount_monitor_webhook_${metric}`, { ...replica, ...WORKLOAD });
const restarts = ofWorkload("recent_restarts", REPLICA);
const row = ofWorkload("recent_restarts_in_a_row", REPLICA);
const otherRow = ofWorkload("recent_restarts_in_a_row", OTHER_REPLICA);
const pods = ofWorkload("recent_restart_pods", REPLICA);
const otherPods = ofWorkload("recent_restart_pods", OTHER_REPLICA);

function loopCase(what: string, seen: RuleCase["series"], atMinutes: number): RuleCase {
  return {
    alert: "MountMonitorRestartLoop",
    what,
    series: seen,
    atMinutes,
    fires: {
      labels: WORKLOAD,
      severity: "warning",
      summary: "Pods of ReplicaSet/plex-5d8f in media are restarted again and again.",
      description:
        "Monitors have restarted pods of ReplicaSet/plex-5d8f in namespace media 3 times in a row within the last hour: a new pod finds its mount healthy, and loses it again. Which mount, and why: kubectl -n media get events --field-selector reason=WatchdogRestart",
    },
  };
}

export const MOUNT_CASES: readonly RuleCase[] = [
  {
    alert: "MountMonitorMountUnhealthy",
    what: "a mount that stays dead",
    series: { [unhealthy]: "0 1x10" },
    atMinutes: 7,
    fires: {
      labels: { ...MONITOR, ...MOUNT, status: "UNHEALTHY" },
      severity: "warning",
      summary: "Mount /mnt/media of pod media/plex-0 does not answer.",
      description:
        "Mount /mnt/media of pod media/plex-0 has been unhealthy for 5 minutes: the app reads nothing, or hangs. No restart has helped, or none is due. What is wrong with it: kubectl -n media describe pod plex-0",
    },
  },
  {
    alert: "MountMonitorMountUnhealthy",
    what: "one whose pod was replaced in time",
    series: { [unhealthy]: "0 1x3 stale" },
    atMinutes: 8,
  },
  { alert: "MountMonitorMountUnhealthy", what: "one that is degraded", series: { [degraded]: "1x20" }, atMinutes: 15 },
  loopCase("the third restart in a row within an hour", { [row]: "0x5 1x5 2x5 3x5", [pods]: "1x20" }, 18),
  loopCase("one that both replicas see", { [row]: "3x9", [pods]: "1x9", [otherRow]: "2x9", [otherPods]: "1x9" }, 5),
  loopCase("a workload of which no pod is there at the moment", { [row]: "3x20", [pods]: "1x8 0x3 1x9" }, 10),
  {
    alert: "MountMonitorRestartLoop",
    what: "five pods that lost a mount they share, once",
    series: { [restarts]: "5x20", [row]: "1x20", [pods]: "5x20" },
    atMinutes: 18,
  },
  {
    alert: "MountMonitorRestartLoop",
    what: "three pods that lost a mount they share, once, and then gave way to another ReplicaSet",
    series: { [restarts]: "3x20", [row]: "1x20", [pods]: "3x5 0x15" },
    atMinutes: 18,
  },
  {
    alert: "MountMonitorRestartLoop",
    what: "a StatefulSet whose first pod waits for a mount that all three had lost",
    series: { [restarts]: "3x20", [row]: "1x20", [pods]: "1x20" },
    atMinutes: 18,
  },
  {
    alert: "MountMonitorRestartLoop",
    what: "a loop that somebody has ended",
    series: { [restarts]: "3x20", [row]: "3x20", [pods]: "1x5 0x20" },
    atMinutes: 18,
  },
  {
    alert: "MountMonitorRestartBlocked",
    what: "a restart that the budget holds back",
    series: { [due]: "1x20", [held("budget")]: "1x20", [held("paused")]: "0x20" },
    atMinutes: 11,
    fires: {
      labels: MONITOR,
      severity: "warning",
      summary: "Pod media/plex-0 should be restarted, and is not.",
      description:
        "A mount of pod media/plex-0 is dead and a restart has been due for 10 minutes, but the budget, a PodDisruptionBudget, a missing permission or an API server that does not answer stands in the way. Which mount, and what it is: kubectl -n media describe pod plex-0",
    },
  },
  {
    alert: "MountMonitorRestartBlocked",
    what: "one that somebody paused",
    series: { [due]: "1x20", [held("budget")]: "0x20", [held("paused")]: "1x20" },
    atMinutes: 15,
  },
  {
    alert: "MountMonitorRestartBlocked",
    what: "one that was done in time",
    series: { [due]: "1x5 0x20", [held("paused")]: "0x25" },
    atMinutes: 15,
  },
  {
    alert: "MountMonitorRestartImpossible",
    what: "a pod that may not restart itself",
    series: { [permitted]: "0x10" },
    atMinutes: 6,
    fires: {
      labels: MONITOR,
      severity: "warning",
      summary: "Pod media/plex-0 could not be restarted if a mount of it died.",
      description:
        "The monitor of pod media/plex-0 has tried whether it may restart the pod, and was refused. Its mounts may be well now; when one dies, the pod stays as it is. Who refuses: kubectl -n media describe pod plex-0",
    },
  },
  {
    alert: "MountMonitorRestartImpossible",
    what: "one that was granted it in time",
    series: { [permitted]: "0x3 1x10" },
    atMinutes: 8,
  },
  {
    alert: "MountMonitorMonitorDown",
    what: "a monitor that cannot be reached",
    series: { [up]: "1 0x15" },
    atMinutes: 12,
    fires: {
      labels: MONITOR,
      severity: "warning",
      summary: "The monitor of pod media/plex-0 does not answer Prometheus.",
      description:
        "Prometheus has not reached the monitor of pod media/plex-0 at 10.0.0.7:9847 for 10 minutes. No other alert about the mounts of this pod can fire meanwhile.",
    },
  },
  { alert: "MountMonitorMonitorDown", what: "one that can", series: { [up]: "1x20" }, atMinutes: 15 },
  {
    alert: "MountMonitorMonitorDown",
    what: "somebody else's target",
    series: { [series("up", { ...MONITOR, job: "plex" })]: "0x20" },
    atMinutes: 15,
  },
];
