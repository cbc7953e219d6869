import { formatElapsed } from "@mount-monitor/contract";
import { isFailing } from "../health/mount-health.ts";
import type { MountTrack } from "../health/mount-track.ts";

/** `/mnt/media: hung for 1m30s, 3 failed checks: no answer within 5s` */
export function describeFailure({ config, record: { health } }: MountTrack, nowMs: number): string {
  if (!isFailing(health)) return `${config.path}: ${health.t === "unknown" ? "not known yet" : "healthy"}`;
  const { fault, failures, failingSinceMs, message } = health;
  return `${config.path}: ${fault} for ${formatElapsed(nowMs - failingSinceMs)}, ${failures} failed check${failures === 1 ? "" : "s"}: ${message}`;
}

export function describeFailures(tracks: readonly MountTrack[], nowMs: number): string {
  return tracks.map((track) => describeFailure(track, nowMs)).join("; ");
}

/** The keys of a log line about a mount; the same ones wherever a mount is named. */
export function mountKeys({ config, record: { health } }: MountTrack, nowMs: number): Record<string, unknown> {
  const named = config.name === config.path ? {} : { name: config.name };
  if (!isFailing(health)) return { mount: config.path, ...named };
  return {
    mount: config.path,
    ...named,
    failureCount: health.failures,
    fault: health.fault,
    unhealthyDuration: formatElapsed(nowMs - health.failingSinceMs),
    error: health.message,
  };
}

/** What names an outage, for events that tell of it once: the mount, and when it began to fail. */
export function outageOf({ config, record: { health } }: MountTrack): string | undefined {
  return isFailing(health) ? `${config.path} ${health.failingSinceMs}` : undefined;
}
