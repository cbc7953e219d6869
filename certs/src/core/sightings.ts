/** Since when, by our own steady clock, each CA has been seen in the live trust bundle, look after look. */
export type Sightings = Readonly<Record<string, number>>;

/**
 * Only what we have seen ourselves counts: clocks of replicas differ, and a CA that stands in the Secret may not be in
 * the bundle yet.
 */
export function sight(before: Sightings, trustedIds: readonly string[], steadyMs: number): Sightings {
  return Object.fromEntries(trustedIds.map((id) => [id, before[id] ?? steadyMs]));
}
