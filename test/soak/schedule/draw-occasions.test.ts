import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  actedMs,
  delayedUntilMs,
  dueMs,
  KEPT_MS,
  mustFailMs,
  pauseCountsMs,
  POD_INFO_MS,
  ROUND_MS,
  STARTED_MS,
  unhealthyMs,
  unsettledMs,
} from "../model/limits.ts";
import { drawSchedule } from "./draw-schedule.ts";
import type { Fault } from "./fault.ts";
import { hasTightBudget, type PodPlan } from "./pod-plan.ts";

const SOAK_MS = 3 * 60_000;
const SEEDS = Array.from({ length: 50 }, (_, index) => index + 1);

interface Timed {
  readonly atMs: number;
  readonly endMs: number;
}

/** What befalls one pod, by who has to be undisturbed for a promise to be judged. */
interface Befallen {
  readonly plan: PodPlan;
  /** A restart has to follow from each, where it lasts. */
  readonly causes: readonly Timed[];
  readonly api: readonly Timed[];
  readonly pauses: readonly Timed[];
  readonly kills: readonly Timed[];
  readonly replacements: readonly Timed[];
  /** Whatever else there is, of the process and of mounts that could lead to a restart. */
  readonly other: readonly Timed[];
}

const timed = ({ atMs, forMs }: Fault): Timed => ({ atMs, endMs: atMs + forMs });

function befallen(plan: PodPlan, all: readonly Fault[]): Befallen {
  const faults = all.filter(({ pod }) => pod === plan.name);
  const counts = ({ what }: Fault) =>
    what.on !== "mount" || plan.mounts.some(({ name, onFailure }) => name === what.mount && onFailure === "restart");
  const isCause = (fault: Fault) =>
    fault.what.on === "mount" && ["hang", "vanish", "away", "unmount"].includes(nameOf(fault)) && counts(fault);
  const named = new Set(["api", "pause", "kill", "replaced"]);
  const of = (wanted: string) => faults.filter((fault) => nameOf(fault) === wanted).map(timed);
  return {
    plan,
    causes: faults.filter(isCause).map(timed),
    api: of("api"),
    pauses: of("pause"),
    kills: of("kill"),
    replacements: of("replaced"),
    other: faults.filter((fault) => counts(fault) && !isCause(fault) && !named.has(nameOf(fault))).map(timed),
  };
}

const nameOf = ({ what }: Fault): string => (what.on === "api" ? "api" : what.fault.t);

const meet = (faults: readonly Timed[], fromMs: number, toMs: number): readonly Timed[] =>
  faults.filter(({ atMs, endMs }) => atMs < toMs && endMs > fromMs);

/** Nothing but that cause, and what is named, befalls the pod from so long before; API calls are quick. */
function isAlone(cause: Timed, { causes, api, other }: Befallen, fromMs: number): boolean {
  return (
    meet(causes, fromMs - ROUND_MS, cause.endMs).every((one) => one === cause) &&
    meet([...api, ...other], fromMs - ROUND_MS, cause.endMs).length === 0
  );
}

const MAY_RESTART = ({ plan }: Befallen) => plan.action !== "none" && plan.mode === "enforce";

/** Due in the pause, so late in it that a call is one too many, and failing for long after it. */
function pausedWhenDue(pod: Befallen): number {
  const { plan, causes, pauses, replacements } = pod;
  return pauses.filter((pause) =>
    causes.some(
      (cause) =>
        pause.atMs + pauseCountsMs(plan) <= cause.atMs &&
        cause.atMs + dueMs(plan) <= pause.endMs &&
        pause.endMs + POD_INFO_MS + actedMs(plan) <= cause.endMs &&
        isAlone(cause, pod, pause.atMs) &&
        meet(replacements, pause.atMs, cause.endMs).length === 0,
    ),
  ).length;
}

/** Back before it could act, with a mount that failed before it looked again, and fails until it must have acted. */
function isKilledWhileDue(kill: Timed, pod: Befallen): boolean {
  const { plan, causes, pauses, replacements } = pod;
  return causes.some((cause) => {
    const pause = pauses.find(({ atMs, endMs }) => atMs + pauseCountsMs(plan) <= cause.atMs && kill.atMs < endMs);
    const mayActMs = Math.max(kill.endMs + STARTED_MS, pause ? pause.endMs + POD_INFO_MS : 0);
    return (
      cause.atMs < kill.endMs &&
      (pause !== undefined || kill.atMs < cause.atMs + mustFailMs(plan)) &&
      mayActMs + actedMs(plan) <= cause.endMs &&
      isAlone(cause, pod, Math.min(kill.atMs, cause.atMs)) &&
      meet(pause ? [] : pauses, kill.atMs, cause.endMs).length === 0 &&
      meet(replacements, kill.atMs, cause.endMs).length === 0
    );
  });
}

/** Killed so late in the delay that one which waits anew is late, and back while the mount still fails and nothing else is in the way. */
function isKilledWhileDelayed(kill: Timed, pod: Befallen): boolean {
  const { plan, causes, pauses, replacements } = pod;
  return causes.some((cause) => {
    const lastSaidMs = cause.atMs + unhealthyMs(plan);
    const actedByMs = delayedUntilMs(plan, lastSaidMs, kill.endMs + STARTED_MS);
    return (
      lastSaidMs + KEPT_MS <= kill.atMs &&
      kill.atMs < cause.atMs + mustFailMs(plan) &&
      actedByMs < kill.endMs + plan.restartDelayMs &&
      actedByMs <= cause.endMs &&
      isAlone(cause, pod, cause.atMs) &&
      meet([...pauses, ...replacements], cause.atMs, cause.endMs).length === 0
    );
  });
}

const forgets = (pod: Befallen): number =>
  pod.kills.filter((kill) => isKilledWhileDue(kill, pod) || isKilledWhileDelayed(kill, pod)).length;
const waitsAnew = (pod: Befallen): number => pod.kills.filter((kill) => isKilledWhileDelayed(kill, pod)).length;

/** A monitor without a gate that finds the mount failing, for so long that it would have acted. */
function neverHealthy(pod: Befallen): number {
  const { plan, causes, pauses, kills, replacements } = pod;
  if (plan.gate) return 0;
  const seenMs = STARTED_MS + unsettledMs(plan) + dueMs(plan);
  return causes.filter((cause) => {
    const replaced = replacements.find(({ atMs, endMs }) => atMs < cause.atMs && cause.atMs < endMs);
    const newPodMs = replaced?.endMs ?? cause.atMs + actedMs(plan) + plan.appEndsMs;
    return (
      newPodMs + seenMs <= cause.endMs &&
      isAlone(cause, pod, cause.atMs) &&
      meet([...pauses, ...kills], cause.atMs - ROUND_MS, cause.endMs).length === 0
    );
  }).length;
}

function chances(seed: number, count: (pod: Befallen) => number): number {
  const { pods, faults } = drawSchedule(seed, SOAK_MS);
  return pods
    .map((plan) => befallen(plan, faults))
    .filter((pod) => MAY_RESTART(pod) && !hasTightBudget(pod.plan))
    .reduce((sum, pod) => sum + count(pod), 0);
}

/** By the rules of `model`, as the faults are: whatever was meant with them. */
const LEAST = [
  { name: "to ignore a pause, or never to end one", count: pausedWhenDue, atLeast: 3 },
  { name: "to forget what the state directory knows", count: forgets, atLeast: 4 },
  { name: "to wait out a delay anew", count: waitsAnew, atLeast: 1 },
  { name: "to take what never was healthy for a cause", count: neverHealthy, atLeast: 3 },
] as const;

describe("three minutes of a soak, whatever the seed,", () => {
  for (const { name, count, atLeast } of LEAST) {
    it(`have at least ${atLeast} ${atLeast === 1 ? "chance" : "chances"} ${name}`, () => {
      const few = SEEDS.filter((seed) => chances(seed, count) < atLeast);
      assert.deepEqual(few, []);
    });
  }
});
