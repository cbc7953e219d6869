import { drawApiFaults } from "./draw-api-faults.ts";
import { drawFor } from "./draw.ts";
import { drawMountFaults } from "./draw-mount-faults.ts";
import { drawOccasions } from "./draw-occasions.ts";
import { drawProcessFaults } from "./draw-process-faults.ts";
import type { Fault } from "./fault.ts";
import { PODS, type PodPlan } from "./pod-plan.ts";

export interface Schedule {
  readonly seed: number;
  readonly pods: readonly PodPlan[];
  /** In the order of their beginning. */
  readonly faults: readonly Fault[];
}

/** Faults at random, one lane for each thing that can fail, and between them the occasions that chance brings too rarely. */
export function drawSchedule(seed: number, forMs: number): Schedule {
  const pods = PODS.map((fixed): PodPlan => {
    const draw = drawFor(seed, fixed.name);
    return {
      action: "delete",
      mode: "enforce",
      gate: true,
      restartDelayMs: 0,
      budget: undefined,
      steady: false,
      occasions: [],
      checkIntervalMs: draw.of([50, 80, 100, 150, 200]),
      readTimeoutMs: draw.of([1_000, 1_500, 2_000]),
      failureThreshold: draw.of([2, 3, 3, 4]),
      appEndsMs: draw.of([100, 500, 2_000, 5_000]),
      ...fixed,
    };
  });
  const faults = pods.flatMap((pod) => {
    const occasions = drawOccasions(seed, pod, forMs);
    return [
      ...occasions.flatMap((occasion) => (occasion.toMs <= forMs ? occasion.faults : [])),
      ...pod.mounts.flatMap((mount) =>
        // One that is not worth a restart has no say in any of them.
        drawMountFaults(seed, pod, mount, forMs, mount.onFailure === "restart" ? occasions : []),
      ),
      ...drawApiFaults(seed, pod, forMs, occasions),
      ...drawProcessFaults(seed, pod, forMs, occasions),
    ];
  });
  return { seed, pods, faults: faults.toSorted((a, b) => a.atMs - b.atMs) };
}
