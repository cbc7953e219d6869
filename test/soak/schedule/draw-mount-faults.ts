import { type Draw, drawFor } from "./draw.ts";
import { drawLane, type Stretch } from "./draw-lane.ts";
import type { Fault, MountFault } from "./fault.ts";
import type { MountPlan, PodPlan } from "./pod-plan.ts";

export function drawMountFaults(
  seed: number,
  pod: PodPlan,
  { name: mount, kind }: MountPlan,
  forMs: number,
  taken: readonly Stretch[],
): readonly Fault[] {
  const draw = drawFor(seed, `${pod.name}/${mount}`);
  return drawLane(draw, { forMs, gapMs: [12_000, 40_000], taken }, () => {
    const fault = drawMountFault(draw, pod, kind);
    return { forMs: lengthOf(draw, fault, pod), pod: pod.name, what: { on: "mount", mount, fault } };
  });
}

function drawMountFault(draw: Draw, pod: PodPlan, kind: MountPlan["kind"]): MountFault {
  switch (kind) {
    case "fuse":
      return { t: draw.of(["slow", "slow", "freeze", "freeze-backend", "daemon-killed"] as const) };
    case "tmpfs":
    case "folder": {
      const common = ["hang", "hang", "vanish", "vanish", "away", "flap", "deny"] as const;
      const t = draw.of(
        kind === "tmpfs" ? ([...common, "unmount", "unmount", "read-only", "read-only"] as const) : common,
      );
      return t === "flap" ? drawFlap(draw, pod) : { t };
    }
  }
}

/** Down for less than it takes to be UNHEALTHY, up for longer than it takes to be seen as healthy. */
function drawFlap(draw: Draw, { failureThreshold, checkIntervalMs }: PodPlan): MountFault {
  const longestMs = Math.max(10, (failureThreshold - 1) * checkIntervalMs * 0.9 - 30);
  return { t: "flap", downMs: draw.between(10, longestMs), upMs: draw.between(2_500, 4_000) };
}

/** Some are over before anything may follow from them, some last until all must have followed. */
function lengthOf(draw: Draw, { t }: MountFault, pod: PodPlan): number {
  if (t === "slow") return pod.readTimeoutMs / 4;
  if (t === "flap") return draw.between(10_000, 20_000);
  // A daemon that is stopped for long holds whoever asked it, the node's own tools as well.
  const longMs = draw.between(14_000, 26_000) + pod.restartDelayMs;
  return draw.of([draw.between(100, 1_500), draw.between(1_500, 6_000), longMs, longMs]);
}
