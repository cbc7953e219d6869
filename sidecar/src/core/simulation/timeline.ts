/** What holds from the time at which the one before ends until its own end; the last one holds for ever. */
export type Timeline<T> = ReadonlyArray<{ readonly untilMs: number; readonly is: T }>;

export function isAt<T>(timeline: Timeline<T>, nowMs: number, before: T): T {
  return (timeline.find(({ untilMs }) => nowMs < untilMs) ?? timeline.at(-1))?.is ?? before;
}

/** When what holds now ends; never, for the last one. */
export function endsAtMs<T>(timeline: Timeline<T>, nowMs: number): number {
  const index = timeline.findIndex(({ untilMs }) => nowMs < untilMs);
  return index < 0 || index === timeline.length - 1 ? Infinity : (timeline[index]?.untilMs ?? Infinity);
}

/** The same numbers for the same seed, from 0 to 1 (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A number from words, so that each concern has a sequence of its own whatever is drawn for others. */
export function seedOf(seed: number, name: string): number {
  let hash = seed >>> 0;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193) >>> 0;
  return hash;
}
