import { formatDuration, type MountConfig } from "@mount-monitor/contract";
import type { Observation } from "../mount/observation.ts";
import { type HealthRecord, NEW_RECORD, observe } from "./mount-health.ts";

/** While a mount is DEGRADED it is checked at least this often, so that three failures take under a minute. */
const DEGRADED_INTERVAL_MS = 20_000;

/** A process that is late time after time, as under a tight CPU limit, must find a mount that hangs all the same. */
const MOST_FORGIVEN = 5;

/** There is one probe in flight per mount at the most, however long the mount hangs. */
export type ProbeSlot =
  | { readonly t: "free" }
  | {
      readonly t: "out";
      readonly deadlineMs: number;
      /** The time limit has passed: counted as a failure. */ readonly hung: boolean;
      /** How often it got its whole time again, because the process itself had been stopped. */ readonly forgiven: number;
    };

/** One mount as the monitor follows it: its health, its probe, and when it is looked at next. */
export interface MountTrack {
  readonly config: MountConfig;
  readonly record: HealthRecord;
  readonly slot: ProbeSlot;
  readonly lastTickMs: number;
  readonly nextTickMs: number;
  /** When a probe came back in time, whatever it said. */
  readonly lastAnswerMs: number | undefined;
}

export interface Moment {
  readonly nowMs: number;
  /** From 0 to 1; new at every step. */
  readonly random: number;
}

/** What a step did to a mount. `observed` is what counted, if anything did. */
export interface TrackStep {
  readonly track: MountTrack;
  readonly startProbe: boolean;
  readonly observed: Observation | undefined;
}

export function newTrack(config: MountConfig, nowMs: number, record: HealthRecord = NEW_RECORD): MountTrack {
  return { config, record, slot: { t: "free" }, lastTickMs: nowMs, nextTickMs: nowMs, lastAnswerMs: undefined };
}

/** The same mount under another configuration: what is out or due comes no later than it would have, or would now. */
export function retrack(track: MountTrack, config: MountConfig, nowMs: number): MountTrack {
  const { slot, record } = track;
  return {
    ...track,
    config,
    // A canary of another name was not seen yet, so it is not required.
    record: { ...record, canarySeen: record.canarySeen && config.canaryFile === track.config.canaryFile },
    slot: slot.t === "out" ? { ...slot, deadlineMs: Math.min(slot.deadlineMs, nowMs + config.readTimeoutMs) } : slot,
    nextTickMs: Math.min(track.nextTickMs, nowMs + config.checkIntervalMs),
  };
}

/** When this mount needs attention without anything happening. */
export function wakeAtMs({ slot, nextTickMs }: MountTrack): number {
  return slot.t === "out" && !slot.hung ? Math.min(slot.deadlineMs, nextTickMs) : nextTickMs;
}

/** Time has passed: a time limit may be over, or a check may be due. */
export function wake(track: MountTrack, moment: Moment): TrackStep {
  const { slot } = track;
  const { nowMs } = moment;
  if (slot.t === "out" && !slot.hung && nowMs >= slot.deadlineMs) {
    const hung = count({ ...track, slot: { ...slot, hung: true } }, hungObservation(track), moment);
    // The next failure is a whole interval away: one slow answer must not look like two.
    return { ...hung, track: { ...hung.track, nextTickMs: nowMs + intervalMs(hung.track, moment.random) } };
  }
  if (!isDue(track, nowMs)) return { track, startProbe: false, observed: undefined };
  const ticked = { ...track, lastTickMs: nowMs, nextTickMs: nowMs + intervalMs(track, moment.random) };
  if (slot.t === "free") return { track: withProbe(ticked, nowMs), startProbe: true, observed: undefined };
  // Still out: a failure of its own in each interval once it is known to hang, nothing while its time is not over.
  return slot.hung
    ? count(ticked, hungObservation(track), moment)
    : { track: ticked, startProbe: false, observed: undefined };
}

/**
 * Also where another choice of the jitter would have made it due: what is awake for one mount looks at the others as well,
 * and from then on they are due together. Each time to wake up costs more than a look.
 */
function isDue(track: MountTrack, nowMs: number): boolean {
  if (nowMs >= track.nextTickMs) return true;
  return track.slot.t === "free" && nowMs >= track.lastTickMs + intervalMs(track, 0);
}

/** Looks now instead of at the next tick; where a probe is out already, its answer will do. */
export function lookNow(track: MountTrack, { nowMs, random }: Moment): TrackStep {
  if (track.slot.t === "out") return { track, startProbe: false, observed: undefined };
  const ticked = { ...track, lastTickMs: nowMs, nextTickMs: nowMs + intervalMs(track, random) };
  return { track: withProbe(ticked, nowMs), startProbe: true, observed: undefined };
}

/** The probe has come back. After the time limit that only frees the slot: the next check asks anew. */
export function answer(track: MountTrack, observation: Observation, moment: Moment): TrackStep {
  const { slot } = track;
  const freed: MountTrack = { ...track, slot: { t: "free" } };
  if (slot.t === "out" && slot.hung) {
    const soon = withinInterval(freed, intervalMs(freed, moment.random), moment.nowMs);
    return { track: soon, startProbe: false, observed: undefined };
  }
  return count({ ...freed, lastAnswerMs: moment.nowMs }, observation, moment);
}

/**
 * The process itself was stopped: what was out gets its whole time again, also what hung before, since its answer may
 * have come meanwhile. And no time to wake up at is left in the past, or the loop would take itself for late for ever.
 */
export function forgive(track: MountTrack, nowMs: number): MountTrack {
  const awake = { ...track, nextTickMs: Math.max(track.nextTickMs, nowMs) };
  const { slot } = track;
  if (slot.t === "free" || slot.forgiven >= MOST_FORGIVEN) return awake;
  return withProbe(awake, nowMs, slot.forgiven + 1);
}

function count(track: MountTrack, observation: Observation, moment: Moment): TrackStep {
  const record = observe(track.record, observation, moment.nowMs, track.config.failureThreshold);
  const counted = { ...track, record };
  // The interval may just have become a shorter one. Where it has not, what was drawn for all mounts together stands.
  const soon = record.health.t === "degraded" ? withinInterval(counted, DEGRADED_INTERVAL_MS, moment.nowMs) : counted;
  return { track: soon, startProbe: false, observed: observation };
}

/** The next check is at most so long after the start of the last. */
function withinInterval(track: MountTrack, longestMs: number, nowMs: number): MountTrack {
  return { ...track, nextTickMs: Math.max(nowMs, Math.min(track.nextTickMs, track.lastTickMs + longestMs)) };
}

function withProbe(track: MountTrack, nowMs: number, forgiven = 0): MountTrack {
  return { ...track, slot: { t: "out", deadlineMs: nowMs + track.config.readTimeoutMs, hung: false, forgiven } };
}

/** With 10 % jitter, so that many pods on one server do not ask in step. */
function intervalMs({ config, record }: MountTrack, random: number): number {
  const jittered = config.checkIntervalMs * (0.9 + 0.2 * random);
  return record.health.t === "degraded" ? Math.min(jittered, DEGRADED_INTERVAL_MS) : jittered;
}

/**
 * Whether its probe is out and hangs. Also when the process was stopped meanwhile, so that the probe has its whole time
 * again: it was hung before.
 */
export function isStuck({ slot, record }: MountTrack): boolean {
  return slot.t === "out" && (slot.hung || ("fault" in record.health && record.health.fault === "hung"));
}

function hungObservation({ config }: MountTrack): Observation {
  return {
    t: "failed",
    fault: "hung",
    message: `no answer within ${formatDuration(config.readTimeoutMs)} (readTimeout); the mount hangs`,
    durationMs: config.readTimeoutMs,
    identity: undefined,
  };
}
