import { formatElapsed } from "@mount-monitor/contract";
import type { Logger } from "@mount-monitor/process";
import { isFailing, type MountHealth } from "../../core/health/mount-health.ts";
import type { MountTrack } from "../../core/health/mount-track.ts";
import type { Observation } from "../../core/mount/observation.ts";
import { describeFailure, mountKeys, outageOf } from "../../core/report/sentences.ts";
import type { PodApi } from "../pod/pod-api.ts";

export interface Checked {
  readonly track: MountTrack;
  readonly before: MountHealth;
  readonly observation: Observation;
}

/** One line per transition, and an event for the two that people act on. The checks themselves are for `debug`. */
export function tellCheck({ track, before, observation }: Checked, nowMs: number, log: Logger, api: PodApi): void {
  const { health } = track.record;
  const keys = mountKeys(track, nowMs);
  if (observation.t === "void") {
    log.warn({ ...keys, error: observation.message }, "mount could not be checked");
    return;
  }
  log.debug(
    { ...keys, durationMs: Math.round(observation.durationMs) },
    observation.t === "ok" ? "mount checked" : "mount check failed",
  );
  if (health.t !== before.t) {
    tellTransition(track, before, keys, nowMs, log, api);
  } else if (isFailing(health) && isFailing(before) && health.fault !== before.fault) {
    log.warn({ ...keys, faultBefore: before.fault }, "mount fails in another way");
  }
}

function tellTransition(
  track: MountTrack,
  before: MountHealth,
  keys: Record<string, unknown>,
  nowMs: number,
  log: Logger,
  api: PodApi,
): void {
  const { health } = track.record;
  switch (health.t) {
    case "healthy": {
      if (!isFailing(before)) return log.info(keys, "mount healthy");
      const down = formatElapsed(nowMs - before.failingSinceMs);
      log.info({ ...keys, unhealthyDuration: down, failureCount: before.failures }, "mount recovered");
      if (before.t === "unhealthy")
        void api.tell("MountRecovered", "Normal", `${track.config.path}: healthy again after ${down}`);
      return;
    }
    case "degraded":
      return log.warn(keys, "mount degraded");
    case "unhealthy":
      log.warn(keys, "mount unhealthy");
      return tellUnhealthy(track, nowMs, api);
    case "unknown":
      return;
  }
}

/** By an event that has one name for each outage: a monitor that was killed meanwhile tells it again, and it is written once. */
export function tellUnhealthy(track: MountTrack, nowMs: number, api: PodApi): void {
  void api.tell("MountUnhealthy", "Warning", describeFailure(track, nowMs), outageOf(track));
}
