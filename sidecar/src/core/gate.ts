import type { MonitorConfig } from "@mount-monitor/contract";
import { isFailing } from "./health/mount-health.ts";
import {
  answer,
  forgive,
  type Moment,
  type MountTrack,
  newTrack,
  type TrackStep,
  wake,
  wakeAtMs,
} from "./health/mount-track.ts";
import { isOnlyDenied } from "./health/readiness.ts";
import type { Observation } from "./mount/observation.ts";

/** A mount that comes back should not make the app wait for the monitor's leisurely interval. */
const LONGEST_INTERVAL_MS = 2_000;

export interface GateState {
  readonly tracks: readonly MountTrack[];
}

export type GateInput =
  | { readonly t: "wake" }
  | { readonly t: "overslept" }
  | { readonly t: "answer"; readonly path: string; readonly observation: Observation };

export interface GateStep {
  readonly state: GateState;
  readonly startProbes: readonly MountTrack[];
  /** Mounts that were looked at in this step. */
  readonly checked: ReadonlyArray<{ readonly track: MountTrack; readonly observation: Observation }>;
}

export type GateVerdict =
  /** The app may start; `despite` are the mounts that do not answer and yet do not hold it back. */
  | { readonly t: "pass"; readonly despite: readonly MountTrack[] }
  | { readonly t: "wait"; readonly for: readonly MountTrack[] };

export function newGate({ mounts }: MonitorConfig, nowMs: number): GateState {
  const eager = (checkIntervalMs: number) => Math.min(checkIntervalMs, LONGEST_INTERVAL_MS);
  return {
    tracks: mounts.map((mount) => newTrack({ ...mount, checkIntervalMs: eager(mount.checkIntervalMs) }, nowMs)),
  };
}

export function stepGate({ tracks }: GateState, input: GateInput, moment: Moment): GateStep {
  const steps = tracks.map((track) => stepTrack(track, input, moment));
  return {
    state: { tracks: steps.map(({ track }) => track) },
    startProbes: steps.filter(({ startProbe }) => startProbe).map(({ track }) => track),
    checked: steps.flatMap(({ track, observed }) => (observed ? [{ track, observation: observed }] : [])),
  };
}

function stepTrack(track: MountTrack, input: GateInput, moment: Moment): TrackStep {
  const unchanged: TrackStep = { track, startProbe: false, observed: undefined };
  switch (input.t) {
    case "wake":
      return wake(track, moment);
    case "overslept":
      return { ...unchanged, track: forgive(track, moment.nowMs) };
    case "answer":
      return track.config.path === input.path ? answer(track, input.observation, moment) : unchanged;
  }
}

/**
 * Waits for every mount whose failure would count. `denied` lets pass: no waiting helps there. While only observing,
 * nothing is held back, but every mount is looked at once, so that what would have been is known.
 */
export function judge({ tracks }: GateState, mode: MonitorConfig["mode"]): GateVerdict {
  const failing = tracks.filter(({ record }) => record.health.t !== "healthy");
  const unseen = failing.filter(({ record }) => !isFailing(record.health));
  const holding = failing.filter((track) => track.config.onFailure !== "report" && !isOnlyDenied(track));
  if (mode === "observe") return unseen.length > 0 ? { t: "wait", for: unseen } : { t: "pass", despite: failing };
  return holding.length > 0 ? { t: "wait", for: holding } : { t: "pass", despite: failing };
}

export function gateWakeAtMs({ tracks }: GateState): number {
  return Math.min(...tracks.map(wakeAtMs));
}
