import {
  actedMs,
  actMs,
  delayedUntilMs,
  dueMs,
  pauseCountsMs,
  POD_INFO_MS,
  ROUND_MS,
  STARTED_MS,
  unhealthyMs,
  unsettledMs,
} from "../model/limits.ts";
import { type Draw, drawFor } from "./draw.ts";
import { QUIET_MS, type Stretch } from "./draw-lane.ts";
import type { Fault } from "./fault.ts";
import type { OccasionKind, PodPlan } from "./pod-plan.ts";

/** Faults that have their meaning together. Nothing else that could bring or hold back a restart befalls their pod meanwhile, or shortly before. */
export interface Occasion extends Stretch {
  readonly faults: readonly Fault[];
}

/** By then the pod is well again, and the last round of calls to an API that was away is over. */
const CALM_MS = ROUND_MS + 1_000;
/** What is promised within a time is judged at the next tick. */
const JUDGED_MS = 1_000;
const GAP_MS = [12_000, 28_000] as const;

/** All that begin within that time; the last one may end after it. */
export function drawOccasions(seed: number, pod: PodPlan, forMs: number): readonly Occasion[] {
  const { occasions: kinds } = pod;
  if (kinds.length === 0) return [];
  const draw = drawFor(seed, `${pod.name} occasions`);
  const occasions: Occasion[] = [];
  let next = draw.between(0, kinds.length - 1);
  let fromMs = QUIET_MS + draw.between(0, GAP_MS[1]);
  while (fromMs < forMs) {
    const kind = kinds[next++ % kinds.length] as OccasionKind;
    const faults = compose(draw, pod, kind, fromMs + CALM_MS);
    const toMs = Math.max(...faults.map(({ atMs, forMs: lastsMs }) => atMs + lastsMs));
    occasions.push({ fromMs, toMs, faults });
    fromMs = toMs + draw.between(...GAP_MS);
  }
  return occasions;
}

function compose(draw: Draw, pod: PodPlan, kind: OccasionKind, atMs: number): readonly Fault[] {
  switch (kind) {
    case "due-while-paused":
      return dueWhilePaused(draw, pod, atMs);
    case "killed-before-act":
      return killedBeforeAct(draw, pod, atMs);
    case "killed-while-delayed":
      return killedWhileDelayed(draw, pod, atMs);
    case "outlasts-restart":
      return [mountFails(draw, pod, atMs, atMs + actedMs(pod) + pod.appEndsMs + inNewPodMs(pod))];
    case "fails-from-start":
      return failsFromStart(draw, pod, atMs);
  }
}

/** Every other time the monitor is killed while it waits, and has to know by its state directory what it waits with. */
function dueWhilePaused(draw: Draw, pod: PodPlan, pausedMs: number): readonly Fault[] {
  const failsMs = pausedMs + pauseCountsMs(pod) + draw.between(500, 3_000);
  const isDueMs = failsMs + dueMs(pod);
  const unpausedMs = isDueMs + draw.between(2_500, 5_000);
  const kill = during(pod, isDueMs + draw.between(0, 1_500), draw.between(200, 1_500), "kill");
  const kills = draw.of([[], [kill]]);
  const mayActMs = Math.max(unpausedMs + POD_INFO_MS, ...kills.map((fault) => backMs(fault)));
  return [
    during(pod, pausedMs, unpausedMs - pausedMs, "pause"),
    mountFails(draw, pod, failsMs, mayActMs + actedMs(pod) + JUDGED_MS),
    ...kills,
  ];
}

/** With a delay it is killed at any time of that; without, it has to be gone already when the mount begins to fail. */
function killedBeforeAct(draw: Draw, pod: PodPlan, atMs: number): readonly Fault[] {
  const downMs = draw.between(400, 1_500);
  const failsMs = atMs + downMs;
  const kill = during(pod, failsMs + draw.between(-0.8 * downMs, 0.9 * pod.restartDelayMs - 100), downMs, "kill");
  return [mountFails(draw, pod, failsMs, backMs(kill) + actedMs(pod) + JUDGED_MS), kill];
}

/** So late that one which waits anew is too late, and so soon that it cannot have acted, whenever the mount was UNHEALTHY. */
function killedWhileDelayed(draw: Draw, pod: PodPlan, failsMs: number): readonly Fault[] {
  const downMs = draw.between(200, 1_500);
  const lastSaidMs = failsMs + unhealthyMs(pod);
  const showsMs = lastSaidMs + actMs(pod) + JUDGED_MS;
  const killMs = draw.between(showsMs - downMs, failsMs + pod.restartDelayMs - 200);
  const kill = during(pod, killMs, downMs, "kill");
  const actedByMs = delayedUntilMs(pod, lastSaidMs, backMs(kill));
  return [mountFails(draw, pod, failsMs, actedByMs + JUDGED_MS), kill];
}

/** The old monitor may still see it, and has nothing left to restart. */
function failsFromStart(draw: Draw, pod: PodPlan, atMs: number): readonly Fault[] {
  const replaced = during(pod, atMs, draw.between(3_000, 5_000), "replaced");
  const newPodMs = atMs + replaced.forMs;
  return [replaced, mountFails(draw, pod, newPodMs - draw.between(100, 800), newPodMs + inNewPodMs(pod))];
}

/** By then one that takes it for a cause has acted. */
const inNewPodMs = (pod: PodPlan): number => STARTED_MS + unsettledMs(pod) + dueMs(pod) + JUDGED_MS;

const backMs = ({ atMs, forMs }: Fault): number => atMs + forMs + STARTED_MS;

function during(pod: PodPlan, atMs: number, forMs: number, t: "pause" | "kill" | "replaced"): Fault {
  return { atMs: Math.round(atMs), forMs: Math.round(forMs), pod: pod.name, what: { on: "process", fault: { t } } };
}

function mountFails(draw: Draw, pod: PodPlan, atMs: number, untilMs: number): Fault {
  const causes = pod.mounts.filter(({ kind, onFailure }) => onFailure === "restart" && kind !== "fuse");
  const { name: mount } = draw.of(causes);
  const t = draw.of(["hang", "vanish", "away"] as const);
  const forMs = Math.round(untilMs - atMs);
  return { atMs: Math.round(atMs), forMs, pod: pod.name, what: { on: "mount", mount, fault: { t } } };
}
