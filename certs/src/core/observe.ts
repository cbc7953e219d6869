import type { CaGeneration } from "./ca-generation.ts";
import { sight } from "./sightings.ts";
import type { BundleFinding, Moment, RotationView, SecretFinding } from "./view.ts";

/** What one look at the API server brought. */
export interface Look {
  readonly secret: SecretFinding;
  readonly bundle: BundleFinding;
  readonly aheadMs?: number;
}

/** A replica that has just started. */
export const NOTHING_SEEN: RotationView = {
  secret: { t: "unknown" },
  bundle: { t: "unknown" },
  remembered: [],
  sightings: {},
  leaf: undefined,
};

/** What a replica knows after a look. What could not be seen leaves what was seen before. */
export function observe(before: RotationView, look: Look, { nowMs, steadyMs }: Moment): RotationView {
  const { secret, bundle, aheadMs = before.aheadMs } = look;
  return {
    secret,
    bundle,
    remembered: remember(before.remembered, secret, nowMs),
    sightings: bundle.t === "unknown" ? before.sightings : sight(before.sightings, trustedIds(bundle), steadyMs),
    leaf: before.leaf,
    ...(aheadMs === undefined ? {} : { aheadMs }),
  };
}

/** What has signed once has been trusted for long enough, even where an older Secret, restored, says `next` again. */
function remember(before: readonly CaGeneration[], secret: SecretFinding, nowMs: number): readonly CaGeneration[] {
  if (secret.t !== "held") return before;
  const { generations } = secret;
  const signed = new Set(before.filter(({ stage }) => stage === "signing").map(({ id }) => id));
  const gone = before.filter((one) => nowMs < one.notAfterMs && !generations.some(({ id }) => id === one.id));
  return [...gone, ...generations.map((one) => (signed.has(one.id) ? { ...one, stage: "signing" as const } : one))];
}

function trustedIds(bundle: BundleFinding): string[] {
  return bundle.t === "held" ? bundle.trusted.map(({ id }) => id) : [];
}
