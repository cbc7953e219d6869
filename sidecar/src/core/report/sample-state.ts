import { NEW_RECORD } from "../health/mount-health.ts";
import { newTrack } from "../health/mount-track.ts";
import type { MonitorState } from "../monitor.ts";
import { CALM } from "../restart/restart-plan.ts";
import { sampleConfig, unhealthy } from "../simulation/samples.ts";

/** A moment with something of everything, for the golden documents. */
export const NOW_MS = 7_200_000;
export const WALL_MS = 1_795_262_400_000;

export function sampleState(): MonitorState {
  const config = sampleConfig({
    mounts: [
      { path: "/mnt/media", name: "media" },
      { path: "/mnt/films", onFailure: "unready" },
      { path: '/mnt/odd "name"\\\n', onFailure: "report" },
      { path: "/mnt/new" },
    ],
    watchdog: { action: "delete" },
  });
  const hung = { ...NEW_RECORD, ...unhealthy(NOW_MS - 50_000, "hung"), lastSuccessMs: NOW_MS - 120_000 };
  const healthy = {
    ...NEW_RECORD,
    health: { t: "healthy", sinceMs: 0 } as const,
    everHealthy: true,
    everOtherThanDenied: true,
    lastCheckMs: NOW_MS - 1_500,
    lastSuccessMs: NOW_MS - 1_500,
  };
  const degraded = {
    ...healthy,
    health: { t: "degraded", failures: 1, failingSinceMs: NOW_MS - 217, fault: "backend", message: "EIO" } as const,
    lastCheckMs: NOW_MS - 217,
  };
  const records = [hung, healthy, degraded, NEW_RECORD];
  return {
    config,
    tracks: config.mounts.map((mount, index) => newTrack(mount, NOW_MS, records[index])),
    watchdog: {
      ...CALM,
      plan: { t: "held", hold: { reason: "budget", untilMs: NOW_MS + 1_200_000 } },
      history: [NOW_MS - 2_400_000, NOW_MS - 1_800_000, NOW_MS - 60_000],
    },
  };
}
