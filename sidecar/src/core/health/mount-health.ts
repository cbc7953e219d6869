import type { Fault, MountStatus } from "@mount-monitor/contract";
import type { Observation } from "../mount/observation.ts";

interface Failing {
  readonly failures: number;
  readonly failingSinceMs: number;
  readonly fault: Fault;
  readonly message: string;
}

/** UNKNOWN -> HEALTHY -> DEGRADED -> UNHEALTHY, back to HEALTHY by one success. */
export type MountHealth =
  | { readonly t: "unknown" }
  | { readonly t: "healthy"; readonly sinceMs: number }
  | ({ readonly t: "degraded" } & Failing)
  | ({ readonly t: "unhealthy"; readonly unhealthySinceMs: number } & Failing);

/** A mount's health and what of its past still matters. */
export interface HealthRecord {
  readonly health: MountHealth;
  /** Nothing is restarted for a mount that was never healthy. Having passed the gate counts. */
  readonly everHealthy: boolean;
  /** False while all that was ever seen is `denied`: such a mount does not make the pod unready. */
  readonly everOtherThanDenied: boolean;
  /** Once read, the canary is required. */
  readonly canarySeen: boolean;
  /** How long the mount was healthy in all, not counting the current stretch. */
  readonly healthyMs: number;
  readonly lastCheckMs: number | undefined;
  readonly lastSuccessMs: number | undefined;
}

export const NEW_RECORD: HealthRecord = {
  health: { t: "unknown" },
  everHealthy: false,
  everOtherThanDenied: false,
  canarySeen: false,
  healthyMs: 0,
  lastCheckMs: undefined,
  lastSuccessMs: undefined,
};

export function observe(
  record: HealthRecord,
  observation: Observation,
  nowMs: number,
  failureThreshold: number,
): HealthRecord {
  switch (observation.t) {
    case "void":
      return record;
    case "ok":
      return {
        ...record,
        health: record.health.t === "healthy" ? record.health : { t: "healthy", sinceMs: nowMs },
        everHealthy: true,
        everOtherThanDenied: true,
        canarySeen: record.canarySeen || observation.canary,
        lastCheckMs: nowMs,
        lastSuccessMs: nowMs,
      };
    case "failed":
      return {
        ...record,
        health: fail(record.health, observation, nowMs, failureThreshold),
        everOtherThanDenied: record.everOtherThanDenied || observation.fault !== "denied",
        healthyMs: totalHealthyMs(record, nowMs),
        lastCheckMs: nowMs,
      };
  }
}

function fail(
  health: MountHealth,
  { fault, message }: Extract<Observation, { t: "failed" }>,
  nowMs: number,
  failureThreshold: number,
): MountHealth {
  const failures = failureCount(health) + 1;
  const failingSinceMs = isFailing(health) ? health.failingSinceMs : nowMs;
  const failing = { failures, failingSinceMs, fault, message };
  if (health.t === "unhealthy") return { t: "unhealthy", unhealthySinceMs: health.unhealthySinceMs, ...failing };
  if (failures >= failureThreshold) return { t: "unhealthy", unhealthySinceMs: nowMs, ...failing };
  return { t: "degraded", ...failing };
}

export function isFailing(health: MountHealth): health is Extract<MountHealth, { t: "degraded" | "unhealthy" }> {
  return health.t === "degraded" || health.t === "unhealthy";
}

export function failureCount(health: MountHealth): number {
  return isFailing(health) ? health.failures : 0;
}

export function totalHealthyMs({ health, healthyMs }: HealthRecord, nowMs: number): number {
  return health.t === "healthy" ? healthyMs + (nowMs - health.sinceMs) : healthyMs;
}

export function statusOf(health: MountHealth): MountStatus {
  switch (health.t) {
    case "unknown":
      return "UNKNOWN";
    case "healthy":
      return "HEALTHY";
    case "degraded":
      return "DEGRADED";
    case "unhealthy":
      return "UNHEALTHY";
  }
}
