import {
  formatElapsed,
  formatTime,
  type MountStatusEntry,
  type RestartStatus,
  type StatusDocument,
} from "@mount-monitor/contract";
import { failureCount, isFailing, statusOf } from "../health/mount-health.ts";
import type { MountTrack } from "../health/mount-track.ts";
import { readiness } from "../health/readiness.ts";
import type { MountIdentity } from "../mount/mount-identity.ts";
import type { MonitorState } from "../monitor.ts";
import { explainHold } from "../restart/hold.ts";
import type { RestartPlan } from "../restart/restart-plan.ts";
import { watchdogWakeAtMs } from "../restart/advance.ts";

/** What the state itself does not know. */
export interface StatusFrame {
  readonly version: string;
  readonly nowMs: number;
  readonly wallNowMs: number;
  readonly mounted: (path: string) => MountIdentity | undefined;
  readonly selfTest: RestartStatus["selfTest"];
}

export function statusDocument(state: MonitorState, frame: StatusFrame): StatusDocument {
  return {
    timestamp: formatTime(frame.wallNowMs),
    version: frame.version,
    mode: state.config.mode,
    ready: readiness(state.tracks, state.config.mode).ready,
    mounts: state.tracks.map((track) => mountEntry(track, frame)),
    restart: restartStatus(state, frame),
  };
}

function mountEntry({ config, record }: MountTrack, frame: StatusFrame): MountStatusEntry {
  const { health, lastCheckMs, lastSuccessMs } = record;
  const failing = isFailing(health) ? health : undefined;
  const mounted = frame.mounted(config.path);
  return {
    path: config.path,
    name: config.name,
    status: statusOf(health),
    lastCheck: wallTime(lastCheckMs, frame),
    failureCount: failureCount(health),
    lastError: failing?.message ?? "",
    fault: failing?.fault ?? null,
    failingSince: wallTime(failing?.failingSinceMs, frame),
    unhealthyDuration: failing ? formatElapsed(frame.nowMs - failing.failingSinceMs) : null,
    lastSuccess: wallTime(lastSuccessMs, frame),
    checkType: config.checkType,
    onFailure: config.onFailure,
    mounted: mounted ? { type: mounted.fsType, source: mounted.source, device: mounted.device } : null,
  };
}

function restartStatus({ config, watchdog, tracks }: MonitorState, frame: StatusFrame): RestartStatus {
  const wakeMs = watchdogWakeAtMs(watchdog, tracks, config);
  const waits = watchdog.plan.t === "delayed" || watchdog.plan.t === "held" || watchdog.plan.t === "retrying";
  return {
    action: config.watchdog.action,
    state: stateName(watchdog.plan),
    reason: reasonOf(watchdog.plan, config.watchdog.budget, frame.nowMs),
    notBefore: waits && Number.isFinite(wakeMs) ? wallTime(wakeMs, frame) : null,
    recent: watchdog.history.map((restartMs) => formatTime(frame.wallNowMs - (frame.nowMs - restartMs))),
    selfTest: frame.selfTest,
  };
}

function stateName(plan: RestartPlan): string {
  switch (plan.t) {
    case "idle":
    case "held":
    case "confirming":
    case "acting":
    case "retrying":
    case "observed":
      return plan.t;
    case "delayed":
      return "waiting";
    case "accepted":
      return "done";
  }
}

function reasonOf(
  plan: RestartPlan,
  budget: MonitorState["config"]["watchdog"]["budget"],
  nowMs: number,
): string | null {
  if (plan.t === "held") return explainHold(plan.hold, budget, nowMs);
  if (plan.t === "retrying") return plan.message;
  return plan.t === "observed" ? "mode is observe: would have restarted the pod" : null;
}

function wallTime(ms: number | undefined, { nowMs, wallNowMs }: StatusFrame): string | null {
  return ms === undefined ? null : formatTime(wallNowMs - (nowMs - ms));
}
