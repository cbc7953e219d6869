import type { MonitorConfig, MountConfig } from "@mount-monitor/contract";
import type { Moment, MountTrack } from "../health/mount-track.ts";
import { rememberRestart } from "./budget.ts";
import { dueAtMs, restartCauses } from "./causes.ts";
import { findHold, holdEndsAtMs, type Surroundings } from "./hold.ts";
import { CALM, type RestartEffect, type RestartPlan, type RestartResult, type Watchdog } from "./restart-plan.ts";

/** A server that many pods lose at once should not see them all come back in the same second. */
const LONGEST_SPREAD_MS = 5_000;
/** A pod that was told to go and is still there after this is worth a word. */
const OVERDUE_MS = 2 * 60_000;
/** And after this, worth another call: it costs nothing, since the UID is a precondition. */
const ASK_AGAIN_MS = 10 * 60_000;
const FIRST_ROUND_WAIT_MS = 10_000;
const LONGEST_ROUND_WAIT_MS = 60_000;
/** A server that is not there is no busier for being asked, and once it is back the app should not wait for long. */
const LONGEST_UNREACHABLE_WAIT_MS = 15_000;

export interface WatchdogStep {
  readonly watchdog: Watchdog;
  readonly effects: readonly RestartEffect[];
  /** Every mount must be looked at now. */
  readonly lookNow: boolean;
}

/** Moves the watchdog on as far as it goes at this moment. */
export function advance(
  watchdog: Watchdog,
  tracks: readonly MountTrack[],
  config: MonitorConfig,
  around: Surroundings,
  moment: Moment,
): WatchdogStep {
  const causes = config.watchdog.action === "none" ? [] : restartCauses(tracks, config.watchdog);
  const { plan } = watchdog;
  const { nowMs } = moment;
  const to = (next: RestartPlan, effects: readonly RestartEffect[] = [], lookNow = false): WatchdogStep => ({
    watchdog: { ...watchdog, plan: next },
    effects,
    lookNow,
  });
  if (plan.t === "accepted" && nowMs < plan.sinceMs + ASK_AGAIN_MS) {
    if (plan.overdueSaid || nowMs < plan.sinceMs + OVERDUE_MS) return to(plan);
    return to({ ...plan, overdueSaid: true }, [{ t: "overdue", sinceMs: plan.sinceMs }]);
  }
  if (causes.length === 0) return standDown(watchdog);
  switch (plan.t) {
    case "idle": {
      const spreadMs = moment.random * Math.min(LONGEST_SPREAD_MS, shortestIntervalMs(config.mounts) / 4);
      return advance({ ...watchdog, plan: { t: "delayed", spreadMs } }, tracks, config, around, moment);
    }
    case "delayed":
      if (nowMs < dueAtMs(causes, config.watchdog.restartDelayMs) + plan.spreadMs) return to(plan);
      return proceed(watchdog, causes, config, around, nowMs);
    case "held":
    case "accepted":
      return proceed(watchdog, causes, config, around, nowMs);
    case "retrying":
      return nowMs < plan.notBeforeMs ? to(plan) : proceed(watchdog, causes, config, around, nowMs);
    case "confirming": {
      // One cause that was seen again is enough; waiting for the others would let a slow mount delay it.
      if (!causes.some((track) => isSeenSince(track, plan.sinceMs))) return to(plan);
      if (!mayAct(watchdog, causes, config, around, nowMs)) return proceed(watchdog, causes, config, around, nowMs);
      if (config.mode === "observe") return to({ t: "observed" }, [{ t: "would-restart" }]);
      return act(watchdog, config, nowMs);
    }
    case "observed":
      return config.mode === "observe" ? to(plan) : proceed(watchdog, causes, config, around, nowMs);
    case "acting":
      return to(plan);
  }
}

/** A round of calls has ended. */
export function settle(watchdog: Watchdog, result: RestartResult, config: MonitorConfig, nowMs: number): WatchdogStep {
  if (result.t === "accepted") {
    const plan: RestartPlan = { t: "accepted", sinceMs: nowMs, overdueSaid: false };
    return { watchdog: { ...counted(watchdog, nowMs), plan, rounds: 0 }, effects: [{ t: "accepted" }], lookNow: false };
  }
  const rounds = watchdog.rounds + 1;
  const firstMs = Math.min(FIRST_ROUND_WAIT_MS, shortestIntervalMs(config.mounts));
  const growingMs = firstMs * 2 ** Math.min(rounds - 1, 16);
  const told = result.t === "blocked" ? (result.retryAfterMs ?? 0) : 0;
  const isThere = result.t === "blocked" || result.answered === true;
  const longestMs = isThere ? LONGEST_ROUND_WAIT_MS : LONGEST_UNREACHABLE_WAIT_MS;
  const retryInMs = Math.max(told, Math.min(growingMs, longestMs));
  const reason = result.t === "blocked" ? result.reason : "unreachable";
  const effects: RestartEffect[] = [
    { t: "obstructed", reason, message: result.message, retryInMs, rounds, first: reason !== watchdog.obstacle },
  ];
  // A disruption budget without room is not a failure: it only says when.
  if (config.stateDir === undefined && reason !== "disruption-budget") effects.push({ t: "give-up" });
  const plan: RestartPlan = { t: "retrying", notBeforeMs: nowMs + retryInMs, message: result.message };
  return { watchdog: { ...watchdog, plan, rounds, obstacle: reason }, effects, lookNow: false };
}

/** The announcement has arrived; in an outage that is over already nobody asks. */
export function announced(watchdog: Watchdog): Watchdog {
  return watchdog.announcing ? { ...watchdog, announcing: false, announced: true } : watchdog;
}

/** When the watchdog wants to be asked again without anything happening. */
export function watchdogWakeAtMs({ plan }: Watchdog, tracks: readonly MountTrack[], config: MonitorConfig): number {
  switch (plan.t) {
    case "delayed":
      return dueAtMs(restartCauses(tracks, config.watchdog), config.watchdog.restartDelayMs) + plan.spreadMs;
    case "held":
      return holdEndsAtMs(plan.hold) ?? Infinity;
    case "retrying":
      return plan.notBeforeMs;
    case "accepted":
      return plan.sinceMs + (plan.overdueSaid ? ASK_AGAIN_MS : OVERDUE_MS);
    case "idle":
    case "confirming":
    case "acting":
    case "observed":
      return Infinity;
  }
}

/** No cause is left. A call that is out has to come back first. */
function standDown(watchdog: Watchdog): WatchdogStep {
  const { plan, history } = watchdog;
  if (plan.t === "idle" || plan.t === "acting") return { watchdog, effects: [], lookNow: false };
  const effects: RestartEffect[] = plan.t === "accepted" ? [] : [{ t: "cancelled" }];
  return { watchdog: { ...CALM, history }, effects, lookNow: false };
}

/** On to the last look, unless something holds, or the mount that is due now is not the one whose delay is over. */
function proceed(
  watchdog: Watchdog,
  causes: readonly MountTrack[],
  config: MonitorConfig,
  around: Surroundings,
  nowMs: number,
): WatchdogStep {
  if (!isDue(causes, config, nowMs))
    return { watchdog: { ...watchdog, plan: { t: "delayed", spreadMs: 0 } }, effects: [], lookNow: false };
  const hold = findHold(causes, otherRestarts(watchdog), config.watchdog.budget, around, nowMs);
  if (!hold)
    return { watchdog: { ...watchdog, plan: { t: "confirming", sinceMs: nowMs } }, effects: [], lookNow: true };
  const plan: RestartPlan = { t: "held", hold };
  if (watchdog.obstacle === hold.reason) return { watchdog: { ...watchdog, plan }, effects: [], lookNow: false };
  return { watchdog: { ...watchdog, plan, obstacle: hold.reason }, effects: [{ t: "held", hold }], lookNow: false };
}

function isDue(causes: readonly MountTrack[], config: MonitorConfig, nowMs: number): boolean {
  return nowMs >= dueAtMs(causes, config.watchdog.restartDelayMs);
}

function mayAct(
  watchdog: Watchdog,
  causes: readonly MountTrack[],
  config: MonitorConfig,
  around: Surroundings,
  nowMs: number,
): boolean {
  return (
    isDue(causes, config, nowMs) &&
    findHold(causes, otherRestarts(watchdog), config.watchdog.budget, around, nowMs) === undefined
  );
}

/** The restart under way may be in the history already; it must not be held back by itself. */
function otherRestarts({ history, counted }: Watchdog): readonly number[] {
  return counted ? history.slice(0, -1) : history;
}

function act(watchdog: Watchdog, config: MonitorConfig, nowMs: number): WatchdogStep {
  const { action } = config.watchdog;
  if (action === "none") return { watchdog, effects: [], lookNow: false };
  // There is no coming back from an in-place restart, so it counts before it is done.
  const before = action === "in-place" ? counted(watchdog, nowMs) : watchdog;
  return {
    watchdog: { ...before, plan: { t: "acting", sinceMs: nowMs }, announcing: true },
    effects: [{ t: "restart", action, announce: !watchdog.announced && !watchdog.announcing }],
    lookNow: false,
  };
}

/** Answered since, or known to hang: then no answer can be had. Where the answer was void, what was known stands. */
function isSeenSince({ slot, lastAnswerMs }: MountTrack, sinceMs: number): boolean {
  return slot.t === "out" ? slot.hung : (lastAnswerMs ?? -Infinity) >= sinceMs;
}

function shortestIntervalMs(mounts: readonly MountConfig[]): number {
  return Math.min(...mounts.map(({ checkIntervalMs }) => checkIntervalMs));
}

/** Asking again for the same pod is not another restart. */
function counted(watchdog: Watchdog, nowMs: number): Watchdog {
  if (watchdog.counted) return watchdog;
  return { ...watchdog, counted: true, history: rememberRestart(watchdog.history, nowMs) };
}
