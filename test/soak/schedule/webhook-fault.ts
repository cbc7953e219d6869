import { type Draw, drawWith } from "./draw.ts";

/** Of containers, in MiB of memory. */
export interface MemoryRange {
  readonly minMiB?: number;
  readonly maxMiB?: number;
}

export type WebhookFault =
  /** SIGKILL of a replica: as a node ends it that loses power. */
  | { readonly t: "replica-killed"; readonly replica: 0 | 1 }
  /** SIGTERM, as a rollout or a drain does it. */
  | { readonly t: "replica-restarted"; readonly replica: 0 | 1 }
  | { readonly t: "limit-range"; readonly range: MemoryRange }
  /** The namespace asks to only observe, by its annotation. */
  | { readonly t: "namespace-observes" }
  | { readonly t: "api-server-restarted" };

export interface TimedWebhookFault {
  readonly atMs: number;
  readonly forMs: number;
  readonly fault: WebhookFault;
}

export function describeWebhookFault({ atMs, forMs, fault }: TimedWebhookFault): string {
  const how = Object.values(fault).map((value) => (typeof value === "object" ? JSON.stringify(value) : value));
  return `${(atMs / 1_000).toFixed(1)}s webhook ${how.join(" ")} for ${(forMs / 1_000).toFixed(1)}s`;
}

const QUIET_MS = 10_000;
/** What our container asks for by default does not fit into any of these as it is. */
const RANGES: readonly MemoryRange[] = [
  { maxMiB: 56 },
  { minMiB: 44 },
  { minMiB: 40, maxMiB: 64 },
  { minMiB: 48, maxMiB: 48 },
];

/** As long as three minutes at first, since that is how long a short soak is. */
const TURN_MS = 270_000;
const FIRST_TURN_MS = 180_000;

/** Whose turn it is to live: what grows with every review shows in a replica that is old alone. */
export function sparedReplica(seed: number, atMs: number): 0 | 1 {
  return (Math.floor((atMs + TURN_MS - FIRST_TURN_MS) / TURN_MS) + seed) % 2 === 0 ? 0 : 1;
}

/** One lane for each concern; they overlap. */
export function drawWebhookFaults(seed: number, forMs: number): TimedWebhookFault[] {
  const lanes = [
    lane(seed ^ 0x5eed1, forMs, [12_000, 30_000], (draw, atMs) => ({
      forMs: draw.between(500, 4_000),
      fault: {
        t: draw.of(["replica-killed", "replica-restarted"]),
        replica: sparedReplica(seed, atMs) === 0 ? 1 : 0,
      },
    })),
    lane(seed ^ 0x5eed2, forMs, [2_000, 8_000], (draw) => ({
      forMs: draw.between(8_000, 16_000),
      fault: { t: "limit-range", range: draw.of(RANGES) },
    })),
    lane(seed ^ 0x5eed3, forMs, [8_000, 16_000], (draw) => ({
      forMs: draw.between(8_000, 16_000),
      fault: { t: "namespace-observes" },
    })),
    lane(seed ^ 0x5eed4, forMs, [60_000, 120_000], (draw) => ({
      forMs: draw.between(500, 4_000),
      fault: { t: "api-server-restarted" },
    })),
  ];
  return lanes.flat().toSorted((a, b) => a.atMs - b.atMs);
}

function lane(
  seed: number,
  forMs: number,
  pauses: readonly [number, number],
  one: (draw: Draw, atMs: number) => Omit<TimedWebhookFault, "atMs">,
): TimedWebhookFault[] {
  const draw = drawWith(seed);
  const faults: TimedWebhookFault[] = [];
  let atMs = QUIET_MS + draw.between(...pauses) / 2;
  for (;;) {
    const next = one(draw, atMs);
    if (atMs + next.forMs > forMs) return faults;
    faults.push({ atMs, ...next });
    atMs += next.forMs + draw.between(...pauses);
  }
}
