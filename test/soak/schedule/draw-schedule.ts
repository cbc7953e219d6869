import { seededRandom, seedOf } from "../../../sidecar/src/core/simulation/timeline.ts";
import { API_FAULTS, type Fault, type MountFault, type ProcessFault } from "./fault.ts";
import { type MountPlan, PODS, type PodPlan } from "./pod-plan.ts";

const SECOND = 1_000;
/** All is well at first, so that there is something to compare with. */
const QUIET_MS = 8 * SECOND;

export interface Schedule {
  readonly seed: number;
  readonly pods: readonly PodPlan[];
  /** In the order of their beginning. */
  readonly faults: readonly Fault[];
}

/** What is drawn for one concern does not change what is drawn for another: each has numbers of its own. */
interface Draw {
  between(low: number, high: number): number;
  of<T>(choices: readonly T[]): T;
}

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
      checkIntervalMs: draw.of([50, 80, 100, 150, 200]),
      readTimeoutMs: draw.of([1_000, 1_500, 2_000]),
      failureThreshold: draw.of([2, 3, 3, 4]),
      appEndsMs: draw.of([100, 500, 2_000, 5_000]),
      ...fixed,
    };
  });
  const faults = pods.flatMap((pod) => [
    ...pod.mounts.flatMap((mount) => drawMountFaults(seed, pod, mount, forMs)),
    ...drawApiFaults(seed, pod, forMs),
    ...drawProcessFaults(seed, pod, forMs),
  ]);
  return { seed, pods, faults: faults.toSorted((a, b) => a.atMs - b.atMs) };
}

/** One after the other; what would not be over by the end does not begin. */
function lane(
  draw: Draw,
  forMs: number,
  pauses: readonly [number, number],
  one: () => { readonly forMs: number; readonly what: Fault["what"] },
  pod: string,
): Fault[] {
  const faults: Fault[] = [];
  let atMs = QUIET_MS + draw.between(0, pauses[1]);
  for (;;) {
    const { forMs: lastsMs, what } = one();
    if (atMs + lastsMs > forMs) return faults;
    faults.push({ atMs, forMs: lastsMs, pod, what });
    atMs += lastsMs + draw.between(...pauses);
  }
}

function drawMountFaults(seed: number, pod: PodPlan, { name: mount, kind }: MountPlan, forMs: number): Fault[] {
  const draw = drawFor(seed, `${pod.name}/${mount}`);
  const one = () => {
    const fault = drawMountFault(draw, pod, kind);
    return { forMs: lengthOf(draw, fault, pod), what: { on: "mount", mount, fault } as const };
  };
  return lane(draw, forMs, [12 * SECOND, 40 * SECOND], one, pod.name);
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
  if (t === "flap") return draw.between(10 * SECOND, 20 * SECOND);
  // A daemon that is stopped for long holds whoever asked it, the node's own tools as well.
  const longMs = draw.between(14 * SECOND, 26 * SECOND) + pod.restartDelayMs;
  return draw.of([draw.between(100, 1_500), draw.between(1_500, 6_000), longMs, longMs]);
}

function drawApiFaults(seed: number, pod: PodPlan, forMs: number): Fault[] {
  if (pod.action === "none") return [];
  const draw = drawFor(seed, `${pod.name} api`);
  const one = () => ({
    forMs: draw.between(2 * SECOND, 15 * SECOND),
    what: { on: "api", fault: draw.of(API_FAULTS) } as const,
  });
  return lane(draw, forMs, [15 * SECOND, 60 * SECOND], one, pod.name);
}

function drawProcessFaults(seed: number, pod: PodPlan, forMs: number): Fault[] {
  const draw = drawFor(seed, `${pod.name} process`);
  const kinds = pod.steady
    ? (["stop", "stutter", "pause"] as const)
    : (["stop", "stutter", "stutter", "kill", "kill", "pause", "replaced"] as const);
  // The budget is reckoned in wall-clock time from pod to pod, where the soak itself is the one who reckons.
  const all = pod.budget ? kinds : ([...kinds, "clock", "clock"] as const);
  const one = () => {
    const t = draw.of(all);
    const fault = drawProcessFault(draw, pod, t);
    return { forMs: processFaultMs(draw, fault), what: { on: "process", fault } as const };
  };
  return lane(draw, forMs, [15 * SECOND, 60 * SECOND], one, pod.name);
}

function drawProcessFault(draw: Draw, pod: PodPlan, t: ProcessFault["t"]): ProcessFault {
  if (t === "clock") return { t, byMs: draw.between(-6 * 3_600_000, 6 * 3_600_000) };
  // Longer than a look may take, and no multiple of the interval, so that it meets one at any point.
  if (t === "stutter") return { t, stopMs: pod.readTimeoutMs + draw.between(200, 400), goMs: draw.between(400, 700) };
  return { t };
}

function processFaultMs(draw: Draw, { t }: ProcessFault): number {
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

function drawFor(seed: number, concern: string): Draw {
  const random = seededRandom(seedOf(seed, concern));
  const between = (low: number, high: number) => Math.round(low + random() * (high - low));
  return { between, of: (choices) => choices[Math.floor(random() * choices.length)] as (typeof choices)[number] };
}
