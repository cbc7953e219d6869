import type { MonitorConfig } from "@mount-monitor/contract";
import type { MountHealth } from "./health/mount-health.ts";
import {
  answer,
  forgive,
  lookNow,
  type Moment,
  type MountTrack,
  newTrack,
  retrack,
  type TrackStep,
  wake,
  wakeAtMs,
} from "./health/mount-track.ts";
import type { Observation } from "./mount/observation.ts";
import { advance, announced, settle, watchdogWakeAtMs, type WatchdogStep } from "./restart/advance.ts";
import type { Surroundings } from "./restart/hold.ts";
import { CALM, type RestartEffect, type RestartResult, type Watchdog } from "./restart/restart-plan.ts";

/** All that the monitor knows. Whatever happens makes a new one, by `step`. */
export interface MonitorState {
  readonly config: MonitorConfig;
  readonly tracks: readonly MountTrack[];
  readonly watchdog: Watchdog;
}

export type MonitorInput =
  /** Time has passed. */
  | { readonly t: "wake" }
  /** Time has passed without us: the process itself was stopped, or the machine. */
  | { readonly t: "overslept" }
  | { readonly t: "answer"; readonly path: string; readonly observation: Observation }
  | { readonly t: "restart-result"; readonly result: RestartResult }
  /** The event that tells of the restart was written, or could not be. */
  | { readonly t: "announced" }
  | { readonly t: "reconfigure"; readonly config: MonitorConfig };

/** What the world around has to do or may want to tell. */
export type MonitorEffect =
  | { readonly t: "start-probe"; readonly track: MountTrack }
  | {
      readonly t: "checked";
      readonly track: MountTrack;
      readonly before: MountHealth;
      readonly observation: Observation;
    }
  | RestartEffect;

export interface MonitorStep {
  readonly state: MonitorState;
  readonly effects: readonly MonitorEffect[];
}

export interface StepContext extends Moment {
  readonly around: Surroundings;
}

export function newMonitor(
  config: MonitorConfig,
  nowMs: number,
  known?: Pick<MonitorState, "tracks" | "watchdog">,
): MonitorState {
  return {
    config,
    tracks: config.mounts.map((mount) =>
      newTrack(mount, nowMs, known?.tracks.find((track) => track.config.path === mount.path)?.record),
    ),
    watchdog: known?.watchdog ?? { ...CALM, history: [] },
  };
}

export function step(state: MonitorState, input: MonitorInput, context: StepContext): MonitorStep {
  const effects: MonitorEffect[] = [];
  let next = apply(state, input, context, effects);
  // The watchdog may ask for a last look, which may be answered at once where every mount is known to hang.
  for (let round = 0; round < 4; round++) {
    const moved = advance(next.watchdog, next.tracks, next.config, context.around, context);
    const changed = moved.watchdog.plan !== next.watchdog.plan;
    next = adopt(next, moved, context, effects);
    if (!changed) break;
  }
  return { state: next, effects };
}

/** When something has to happen even if nothing happens. */
export function nextWakeAtMs({ tracks, watchdog, config }: MonitorState): number {
  return Math.min(...tracks.map(wakeAtMs), watchdogWakeAtMs(watchdog, tracks, config));
}

function apply(state: MonitorState, input: MonitorInput, context: StepContext, effects: MonitorEffect[]): MonitorState {
  switch (input.t) {
    case "wake":
      return forEachTrack(state, effects, (track) => wake(track, context));
    case "overslept":
      return { ...state, tracks: state.tracks.map((track) => forgive(track, context.nowMs)) };
    case "answer":
      return forEachTrack(state, effects, (track) =>
        track.config.path === input.path
          ? answer(track, input.observation, context)
          : { track, startProbe: false, observed: undefined },
      );
    case "restart-result":
      return adopt(state, settle(state.watchdog, input.result, state.config, context.nowMs), context, effects);
    case "announced":
      return { ...state, watchdog: announced(state.watchdog) };
    case "reconfigure":
      return reconfigure(state, input.config, context.nowMs);
  }
}

function forEachTrack(
  state: MonitorState,
  effects: MonitorEffect[],
  change: (track: MountTrack) => TrackStep,
): MonitorState {
  const tracks = state.tracks.map((before) => {
    const { track, startProbe, observed } = change(before);
    if (observed) effects.push({ t: "checked", track, before: before.record.health, observation: observed });
    if (startProbe) effects.push({ t: "start-probe", track });
    return track;
  });
  return { ...state, tracks };
}

function adopt(state: MonitorState, moved: WatchdogStep, context: StepContext, effects: MonitorEffect[]): MonitorState {
  effects.push(...moved.effects);
  const next = { ...state, watchdog: moved.watchdog };
  return moved.lookNow ? forEachTrack(next, effects, (track) => lookNow(track, context)) : next;
}

/** Mounts that stay keep their health and their probe; a mount that is new begins as UNKNOWN. */
function reconfigure(state: MonitorState, config: MonitorConfig, nowMs: number): MonitorState {
  const tracks = config.mounts.map((mount) => {
    const known = state.tracks.find((track) => track.config.path === mount.path);
    return known ? retrack(known, mount, nowMs) : newTrack(mount, nowMs);
  });
  return { ...state, config, tracks };
}
