import { type Draw, drawFor } from "./draw.ts";
import { drawLane, type Stretch } from "./draw-lane.ts";
import type { Fault, ProcessFault } from "./fault.ts";
import { hasTightBudget, type PodPlan } from "./pod-plan.ts";

export function drawProcessFaults(
  seed: number,
  pod: PodPlan,
  forMs: number,
  taken: readonly Stretch[],
): readonly Fault[] {
  const draw = drawFor(seed, `${pod.name} process`);
  const kinds = pod.steady
    ? (["stop", "stutter", "pause"] as const)
    : (["stop", "stutter", "stutter", "kill", "kill", "pause", "replaced"] as const);
  // A budget is reckoned in wall-clock time from pod to pod, where the soak itself is the one who reckons.
  const all = hasTightBudget(pod) ? kinds : ([...kinds, "clock", "clock"] as const);
  return drawLane(draw, { forMs, gapMs: [15_000, 60_000], taken }, () => {
    const fault = drawProcessFault(draw, pod, draw.of(all));
    return { forMs: lengthOf(draw, fault), pod: pod.name, what: { on: "process", fault } };
  });
}

function drawProcessFault(draw: Draw, pod: PodPlan, t: ProcessFault["t"]): ProcessFault {
  if (t === "clock") return { t, byMs: draw.between(-6 * 3_600_000, 6 * 3_600_000) };
  // Longer than a look may take, and no multiple of the interval, so that it meets one at any point.
  if (t === "stutter") return { t, stopMs: pod.readTimeoutMs + draw.between(200, 400), goMs: draw.between(400, 700) };
  return { t };
}

function lengthOf(draw: Draw, { t }: ProcessFault): number {
  switch (t) {
    case "stop":
      return draw.of([draw.between(100, 900), draw.between(2_000, 8_000)]);
    case "stutter":
      return draw.between(15_000, 30_000);
    case "kill":
      return draw.between(0, 2_000);
    case "clock":
      return draw.between(3_000, 20_000);
    case "pause":
      return draw.between(5_000, 20_000);
    case "replaced":
      return draw.between(3_000, 8_000);
  }
}
