import { checkMonitorConfig, type Fault, type MonitorConfig, type MonitorConfigInput } from "@mount-monitor/contract";
import { type HealthRecord, NEW_RECORD } from "../health/mount-health.ts";
import { type MountTrack, newTrack } from "../health/mount-track.ts";
import type { MountIdentity } from "../mount/mount-identity.ts";
import type { Observation } from "../mount/observation.ts";
import type { Surroundings } from "../restart/hold.ts";

/** Values for tests, made as the programs make them, so that a default that changes changes here as well. */

type MountInput = MonitorConfigInput["mounts"][number];

export function sampleConfig(input: Partial<MonitorConfigInput> = {}): MonitorConfig {
  const checked = checkMonitorConfig(
    structuredCopy({ mounts: [{ path: "/mnt/a" }], stateDir: "/run/mount-monitor", ...input }),
  );
  if (!checked.ok) throw new Error(checked.errors.join("; "));
  return checked.config;
}

/** The decoder fills in defaults where the data stands; a sample must not change under its test. */
function structuredCopy<T>(data: T): T {
  return JSON.parse(JSON.stringify(data)) as T;
}

export function sampleTrack(
  mount: Partial<MountInput> = {},
  record: Partial<HealthRecord> = {},
  nowMs = 0,
): MountTrack {
  const [config] = sampleConfig({ mounts: [{ path: "/mnt/a", ...mount }] }).mounts;
  if (!config) throw new Error("no mount");
  return newTrack(config, nowMs, { ...NEW_RECORD, ...record });
}

export const OK: Observation = { t: "ok", durationMs: 2, canary: true, identity: undefined };
export const VOID: Observation = { t: "void", message: "failed to open the canary: EMFILE" };

export function failed(fault: Fault = "backend"): Observation {
  return { t: "failed", fault, message: `${fault} it is`, durationMs: 3, identity: undefined };
}

/** UNHEALTHY since a time, and healthy for an hour before. */
export function unhealthy(sinceMs: number, fault: Fault = "dead"): Partial<HealthRecord> {
  return {
    health: {
      t: "unhealthy",
      failures: 3,
      failingSinceMs: sinceMs - 40_000,
      unhealthySinceMs: sinceMs,
      fault,
      message: `${fault} it is`,
    },
    everHealthy: true,
    everOtherThanDenied: true,
    healthyMs: 3_600_000,
    lastCheckMs: sinceMs,
  };
}

export const RCLONE: MountIdentity = {
  mountPoint: "/mnt/a",
  device: "0:52",
  fsType: "fuse.rclone",
  source: "remote:media",
};

export const CLEAR: Surroundings = { pause: { t: "none" }, injected: true };
