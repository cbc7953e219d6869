import { setTimeout as wait } from "node:timers/promises";

const LOOK_AGAIN_MS = 20;

/** Comes back with the first value that is not undefined or false; rejects after the limit, and says what it waited for. */
export async function until<T>(
  what: string,
  limitMs: number,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  explain: () => string = () => "",
): Promise<T> {
  const startedMs = performance.now();
  for (;;) {
    const value = await look();
    if (value !== undefined && value !== false) return value;
    if (performance.now() - startedMs > limitMs) throw new Error(`${what}: not within ${limitMs} ms. ${explain()}`);
    await wait(LOOK_AGAIN_MS);
  }
}
