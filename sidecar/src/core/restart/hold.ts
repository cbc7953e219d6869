import { formatDuration, formatElapsed, type RestartBudget } from "@mount-monitor/contract";
import { totalHealthyMs } from "../health/mount-health.ts";
import type { MountTrack } from "../health/mount-track.ts";
import { budgetAllowsAtMs } from "./budget.ts";
import type { Pause } from "./pause.ts";

/** What a mount must have been healthy for since the last restart; else another restart would hardly help. */
const SETTLED_MS = 30_000;
/** How long after the last restart a mount that never settled is given up waiting for, where there is no budget. */
const UNSETTLED_WAIT_MS = 5 * 60_000;

/** A reason not to restart a pod that is due. */
export type Hold =
  | { readonly reason: "not-injected" }
  | { readonly reason: "paused"; readonly pause: Exclude<Pause, { t: "none" }> }
  | { readonly reason: "budget"; readonly untilMs: number }
  | { readonly reason: "settling"; readonly untilMs: number };

export const HOLD_REASONS = [
  "not-injected",
  "paused",
  "budget",
  "settling",
] as const satisfies readonly Hold["reason"][];

/** What is around the monitor, as read just now. */
export interface Surroundings {
  readonly pause: Pause;
  /** The pod carries the label of an injected pod; a copy made for debugging does not, and only reports. */
  readonly injected: boolean;
}

export function findHold(
  causes: readonly MountTrack[],
  history: readonly number[],
  budget: RestartBudget,
  { pause, injected }: Surroundings,
  nowMs: number,
): Hold | undefined {
  if (!injected) return { reason: "not-injected" };
  if (pause.t !== "none") return { reason: "paused", pause };
  const allowedMs = budgetAllowsAtMs(history, budget, nowMs);
  if (nowMs < allowedMs) return { reason: "budget", untilMs: allowedMs };
  const last = history.at(-1);
  if (last === undefined || causes.some((track) => hasSettled(track, nowMs))) return undefined;
  const untilMs =
    last +
    (budget.limit === undefined ? UNSETTLED_WAIT_MS : Math.min(UNSETTLED_WAIT_MS, budget.windowMs / budget.limit));
  return nowMs < untilMs ? { reason: "settling", untilMs } : undefined;
}

function hasSettled({ record, config }: MountTrack, nowMs: number): boolean {
  return totalHealthyMs(record, nowMs) >= Math.min(SETTLED_MS, config.checkIntervalMs);
}

/** When to look again; undefined where only a change from outside can help. */
export function holdEndsAtMs(hold: Hold): number | undefined {
  switch (hold.reason) {
    case "not-injected":
      return undefined;
    case "paused":
      return hold.pause.t === "paused" ? hold.pause.untilMs : undefined;
    case "budget":
    case "settling":
      return hold.untilMs;
  }
}

export function explainHold(hold: Hold, { limit, windowMs }: RestartBudget, nowMs: number): string {
  const wait = formatElapsed((holdEndsAtMs(hold) ?? nowMs) - nowMs);
  switch (hold.reason) {
    case "not-injected":
      return "not restarting: this pod does not carry the label mount-monitor.io/injected, so it is taken for a copy";
    case "paused":
      if (hold.pause.t === "malformed") {
        return `not restarting: annotation mount-monitor.io/pause is ${JSON.stringify(hold.pause.value)}, which is taken as true; write true, a duration such as 2h, or a time such as 2026-01-31T18:00:00Z`;
      }
      return `not restarting: paused by annotation mount-monitor.io/pause${hold.pause.untilMs === undefined ? "" : `, for another ${wait}`}`;
    case "budget":
      return `not restarting yet: the budget of ${limit} per ${formatDuration(windowMs)} is spent; next restart in ${wait}`;
    case "settling":
      return `not restarting yet: the mount was hardly healthy since the last restart; next restart in ${wait}`;
  }
}
