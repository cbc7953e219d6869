import type { SeenPod, StatusPicture } from "../seen-pod.ts";
import {
  answerOf,
  heard,
  livePod,
  monitorStatus,
  mountEvent,
  pictureOf,
  restartEvent,
  timeBefore,
  unheard,
} from "./example-status.ts";

const LONG = "a-workload-whose-name-is-about-as-long-as-names-of-pods-can-be-7d9c6b5f4-x2x7k";
const HUNG = "/mnt/media: hung for 1m30s, 3 failed checks: no answer within 5s";

/** A cluster with a pod of every kind that there is something to say about. For tests, and docs/status.md. */
export function manyKinds(): StatusPicture {
  const statefulSet = (name: string) => ({ apiVersion: "apps/v1", kind: "StatefulSet", name, controller: true });
  const gateRuns = { name: "mount-monitor-gate", state: { running: { startedAt: timeBefore(400) } } };
  const cannotPull = {
    name: "mount-monitor-gate",
    state: { waiting: { reason: "ImagePullBackOff", message: 'Back-off pulling image "mount-monitor:1.2.3"' } },
  };
  const gaveUp = {
    name: "mount-monitor-gate",
    state: { waiting: { reason: "CrashLoopBackOff", message: "back-off 40s restarting failed container" } },
    lastState: { terminated: { exitCode: 1, message: "/mnt/media: missing for 5s, 3 failed checks: no canary" } },
  };
  const failing = (path: string, fault: string, seconds: number, lastError: string) => ({
    path,
    status: "UNHEALTHY",
    fault,
    failureCount: 7,
    failingSince: timeBefore(seconds),
    lastError,
  });
  const pods: readonly SeenPod[] = [
    heard(livePod("plex-5d8f-1")),
    heard(livePod("plex-5d8f-2", { paths: ["/mnt/media", "/mnt/photos", "/mnt/映画/ライブラリ"] })),
    heard(
      livePod("sonarr-0", { paths: ["/mnt/media", "/mnt/photos"], owner: statefulSet("sonarr") }),
      answerOf([failing("/mnt/media", "hung", 250, "no answer within 5s"), { path: "/mnt/photos" }], {
        state: "held",
        reason: "not restarting yet: the budget of 3 per 1h is spent; next restart in 41m",
        recent: [timeBefore(1140), timeBefore(540)],
      }),
    ),
    heard(
      livePod("radarr-0", {
        owner: statefulSet("radarr"),
        annotations: {
          "mount-monitor.io/pause": "2026-11-26T13:59:30Z",
          "mount-monitor.io/pause-reason": "NAS gets\nnew disks",
        },
      }),
      answerOf([failing("/mnt/media", "dead", 95, "ENOTCONN; the FUSE daemon is gone")], {
        state: "held",
        reason: "not restarting: paused by annotation mount-monitor.io/pause, for another 1h59m30s",
      }),
    ),
    heard(
      livePod("bazarr-0", { owner: statefulSet("bazarr"), annotations: { "mount-monitor.io/mode": "observe" } }),
      answerOf([failing("/mnt/media", "backend", 7_500, "EIO: i/o error, read")], { state: "observed" }),
    ),
    heard(
      livePod("lidarr-0", { owner: statefulSet("lidarr"), status: monitorStatus(false) }),
      answerOf([
        {
          path: "/mnt/media",
          status: "DEGRADED",
          fault: "missing",
          failingSince: timeBefore(12),
          lastError: "the canary .health-check is gone",
        },
      ]),
    ),
    unheard(livePod("late-0", { status: { phase: "Pending", initContainerStatuses: [gateRuns] } }), { t: "not-asked" }),
    unheard(livePod("late-1", { status: { phase: "Pending", initContainerStatuses: [cannotPull] } }), {
      t: "not-asked",
    }),
    unheard(livePod("late-2", { status: { phase: "Pending", initContainerStatuses: [gaveUp] } }), { t: "not-asked" }),
    unheard(livePod("late-3", { status: { phase: "Pending", initContainerStatuses: [] } }), { t: "not-asked" }),
    unheard(livePod("mesh-1"), {
      t: "failed",
      why: "error trying to reach service: read tcp 10.0.0.1: connection reset by peer",
    }),
    unheard(livePod("mesh-2", { status: monitorStatus(false) }), {
      t: "failed",
      why: "error trying to reach service: read tcp 10.0.0.1: connection reset by peer",
    }),
    unheard(livePod("going-0", { metadata: { deletionTimestamp: timeBefore(-10), deletionGracePeriodSeconds: 30 } }), {
      t: "not-asked",
    }),
    unheard(livePod("done-0", { status: { phase: "Succeeded" } }), { t: "not-asked" }),
    heard(livePod(LONG, { namespace: "a-namespace-with-a-long-name" })),
    unheard(
      livePod("foreign-0", { namespace: "other", paths: ["/mnt/media", "/mnt/photos"], status: monitorStatus(false) }),
      { t: "forbidden" },
    ),
  ];
  return pictureOf(pods, [
    restartEvent("ReplicaSet/plex-5d8f", HUNG, 720),
    restartEvent("StatefulSet/sonarr", "/mnt/media: dead for 50s, 3 failed checks: ENOTCONN", 530),
    mountEvent("MountUnhealthy", "mesh-2", HUNG, 300),
    mountEvent("MountUnhealthy", "plex-5d8f-1", HUNG, 300),
  ]);
}
