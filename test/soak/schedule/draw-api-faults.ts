import { drawFor } from "./draw.ts";
import { drawLane, type Stretch } from "./draw-lane.ts";
import { API_FAULTS, type Fault } from "./fault.ts";
import type { PodPlan } from "./pod-plan.ts";

export function drawApiFaults(seed: number, pod: PodPlan, forMs: number, taken: readonly Stretch[]): readonly Fault[] {
  if (pod.action === "none") return [];
  const draw = drawFor(seed, `${pod.name} api`);
  return drawLane(draw, { forMs, gapMs: [15_000, 60_000], taken }, () => ({
    forMs: draw.between(2_000, 15_000),
    pod: pod.name,
    what: { on: "api", fault: draw.of(API_FAULTS) },
  }));
}
