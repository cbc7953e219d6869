import type { WatchdogConfig } from "@mount-monitor/contract";
import { isFailing } from "../health/mount-health.ts";
import type { MountTrack } from "../health/mount-track.ts";

/** The mounts that call for a restart now or after the delay. */
export function restartCauses(tracks: readonly MountTrack[], { restartOn }: WatchdogConfig): MountTrack[] {
  return tracks.filter(
    ({ config, record: { health, everHealthy } }) =>
      config.onFailure === "restart" && everHealthy && health.t === "unhealthy" && restartOn.includes(health.fault),
  );
}

/** When the first of them is due: UNHEALTHY for as long as the delay. */
export function dueAtMs(causes: readonly MountTrack[], restartDelayMs: number): number {
  return Math.min(
    ...causes.map(({ record: { health } }) =>
      health.t === "unhealthy" ? health.unhealthySinceMs + restartDelayMs : Infinity,
    ),
  );
}

/** The cause that is named first to people: the one that has been failing the longest. */
export function foremost(causes: readonly MountTrack[]): MountTrack | undefined {
  const since = ({ record: { health } }: MountTrack) => (isFailing(health) ? health.failingSinceMs : Infinity);
  return causes.reduce<MountTrack | undefined>(
    (best, track) => (!best || since(track) < since(best) ? track : best),
    undefined,
  );
}
