import { seededRandom, seedOf } from "../../../sidecar/src/core/simulation/timeline.ts";

/** What is drawn for one concern does not change what is drawn for another: each has numbers of its own. */
export interface Draw {
  between(low: number, high: number): number;
  of<T>(choices: readonly T[]): T;
}

export function drawFor(seed: number, concern: string): Draw {
  return drawWith(seedOf(seed, concern));
}

export function drawWith(seed: number): Draw {
  const random = seededRandom(seed);
  const between = (low: number, high: number) => Math.round(low + random() * (high - low));
  return { between, of: (choices) => choices[Math.floor(random() * choices.length)] as (typeof choices)[number] };
}
