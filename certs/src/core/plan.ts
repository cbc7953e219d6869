import { caWakesMs, changeCaSet, wantedBundle } from "./ca-set.ts";
import { changeLeaf, leafWakesMs } from "./leaf.ts";
import { type Readiness, readinessOf } from "./readiness.ts";
import { clockRefusal, type Refusal } from "./refusal.ts";
import type { RotationSettings } from "./settings.ts";
import type { Step } from "./step.ts";
import { generationsOf, type Moment, type RotationView } from "./view.ts";

export interface Plan {
  /** The one thing to do now, after which to look again; undefined when all is well or nothing can be done. */
  readonly step: Step | undefined;
  /** When to look again at the latest, by what is known now. A change of Secret or bundle may come before. */
  readonly wakeAtMs: number | undefined;
  readonly readiness: Readiness;
  /** Why less is done than should be. */
  readonly refusal: Refusal | undefined;
}

/** The `Date` header of HTTP has whole seconds, and the answer has been on its way. */
const DATE_ERROR_MS = 2_000;

/**
 * What a replica does, by what it last saw and the time.
 *
 *     a CA      add to the Secret -> add to the bundle -> (propagation) -> mark as signing -> drop when expired
 *     a leaf    make when there is none, when two thirds are over, when a newer CA may sign
 *
 * Replicas need no leader: every write of the Secret or the bundle holds only if nothing has changed since the look.
 */
export function plan(view: RotationView, moment: Moment, settings: RotationSettings): Plan {
  const clock = clockProblem(view, settings);
  const refusal = clock ?? (view.secret.t === "refused" ? view.secret.refusal : undefined);
  return {
    step: nextStep(view, moment, settings, clock !== undefined),
    wakeAtMs: earliestAfter(moment.nowMs, [
      ...leafWakesMs(view.leaf),
      ...caWakesMs(generationsOf(view), view, moment, settings),
    ]),
    readiness: readinessOf(view, moment.nowMs),
    refusal,
  };
}

/** The leaf comes first: it needs nobody else, so that no trouble with the API server holds it up. */
function nextStep(
  view: RotationView,
  moment: Moment,
  settings: RotationSettings,
  wrongClock: boolean,
): Step | undefined {
  // By a wrong clock a leaf that is in use would be replaced by one that is not valid yet, and CAs in use thrown out.
  if (wrongClock && view.leaf !== undefined) return undefined;
  const leaf = changeLeaf(view, moment.nowMs, settings);
  if (leaf !== undefined) return { t: "issue-leaf", ...leaf };
  if (wrongClock) return undefined;
  return secretStep(view, moment, settings) ?? bundleStep(view, moment, settings);
}

function secretStep(view: RotationView, moment: Moment, settings: RotationSettings): Step | undefined {
  const { secret, bundle } = view;
  // Without the bundle it is not known which CAs are still in use.
  if (bundle.t === "unknown") return undefined;
  switch (secret.t) {
    case "absent":
      return { t: "create-secret" };
    case "held": {
      const change = changeCaSet(secret.generations, view, moment, settings);
      return change && { t: "write-secret", resourceVersion: secret.resourceVersion, ...change };
    }
    case "refused":
    case "unknown":
      return undefined;
  }
}

function bundleStep(view: RotationView, { nowMs }: Moment, settings: RotationSettings): Step | undefined {
  const { bundle, secret } = view;
  // What is unknown may have a CA that we do not know. What is absent is made again first, and the bundle after it.
  if (bundle.t !== "held" || secret.t === "unknown") return undefined;
  const wanted = wantedBundle(view, nowMs, settings);
  if (wanted.length === 0) return undefined;
  const asWanted =
    !bundle.other &&
    wanted.every(({ id }) => bundle.trusted.some((one) => one.id === id)) &&
    bundle.found.every(({ id }) => wanted.some((one) => one.id === id));
  return asWanted ? undefined : { t: "write-bundle", certificates: wanted.map(({ certPem }) => certPem) };
}

function clockProblem({ aheadMs }: RotationView, { clockSkewMs }: RotationSettings): Refusal | undefined {
  if (aheadMs === undefined || Math.abs(aheadMs) <= clockSkewMs + DATE_ERROR_MS) return undefined;
  return clockRefusal(aheadMs, clockSkewMs);
}

/** The first of these times that is still to come. */
export function earliestAfter(nowMs: number, timesMs: readonly number[]): number | undefined {
  const later = timesMs.filter((ms) => ms > nowMs);
  return later.length === 0 ? undefined : Math.min(...later);
}
