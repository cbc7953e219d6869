import type { MonitorConfig } from "@mount-monitor/contract";
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

/**
 * Only what may hold the app back is looked at. A look at a mount that hangs can pin the gate itself, beyond any
 * signal; so nothing is looked at for the sake of a report alone: the monitor will say it.
 */
export function newGate({ mounts, mode }: MonitorConfig, nowMs: number): GateState {
  const holding = mode === "observe" ? [] : mounts.filter(({ onFailure }) => onFailure !== "report");
  const eager = (checkIntervalMs: number) => Math.min(checkIntervalMs, LONGEST_INTERVAL_MS);
  return {
    tracks: holding.map((mount) => newTrack({ ...mount, checkIntervalMs: eager(mount.checkIntervalMs) }, nowMs)),
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

/** `denied` lets pass: no waiting helps there. */
export function judge({ tracks }: GateState): GateVerdict {
  const failing = tracks.filter(({ record }) => record.health.t !== "healthy");
  const holding = failing.filter((track) => !isOnlyDenied(track));
  return holding.length > 0 ? { t: "wait", for: holding } : { t: "pass", despite: failing };
}

export function gateWakeAtMs({ tracks }: GateState): number {
  return Math.min(...tracks.map(wakeAtMs));
}
