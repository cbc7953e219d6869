/** Numbers that look random, the same ones for the same seed. */
export interface Random {
  /** A whole number from 0, below `limit`. */
  readonly below: (limit: number) => number;
  readonly pick: <T>(list: readonly T[]) => T;
  /** True once in `n` times. */
  readonly oneIn: (n: number) => boolean;
}

/** The generator is mulberry32: 32 bits of state are plenty for choosing what to change. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (limit: number) => Math.floor((next() / 2 ** 32) * limit);
  return {
    below,
    oneIn: (n) => below(n) === 0,
    pick(list) {
      if (list.length === 0) throw new Error("there is nothing to pick from");
      return list[below(list.length)] as (typeof list)[number];
    },
  };
}

/** A number from words, so that each target has a sequence of its own whatever others run beside it. */
export function seedOf(seed: number, name: string): number {
  let hash = seed >>> 0;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193) >>> 0;
  return hash;
}
