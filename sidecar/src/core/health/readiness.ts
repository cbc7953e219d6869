import type { MountTrack } from "./mount-track.ts";

export interface Readiness {
  readonly ready: boolean;
  /** The mounts because of which the pod is not ready. */
  readonly blocking: readonly MountTrack[];
}

/** Ready when every mount that counts is HEALTHY; while only observing, always. */
export function readiness(tracks: readonly MountTrack[], mode: "enforce" | "observe"): Readiness {
  const blocking = tracks.filter(blocksReadiness);
  return { ready: mode === "observe" || blocking.length === 0, blocking };
}

function blocksReadiness({ config, record }: MountTrack): boolean {
  if (config.onFailure === "report" || record.health.t === "healthy") return false;
  return !isOnlyDenied({ config, record });
}

/** Never anything but `denied`: that says more about our user than about the mount. */
export function isOnlyDenied({ record }: Pick<MountTrack, "config" | "record">): boolean {
  return record.health.t !== "unknown" && record.health.t !== "healthy" && !record.everOtherThanDenied;
}
