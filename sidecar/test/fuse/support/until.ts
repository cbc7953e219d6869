import { setTimeout as wait } from "node:timers/promises";

/** Far above what anything here takes on a busy machine; only what is broken waits so long. */
export const LIMIT_MS = 60_000;
const LOOK_AGAIN_MS = 15;

/** Comes back with the first value that is not undefined; rejects after the limit, and says what it waited for and what was there instead. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
  explain: () => string = () => "",
): Promise<T> {
  const startedMs = performance.now();
  for (;;) {
    const value = await look();
    if (value !== undefined) return value;
    if (performance.now() - startedMs > LIMIT_MS) throw new Error(`${what}: not within ${LIMIT_MS} ms. ${explain()}`);
    await wait(LOOK_AGAIN_MS);
  }
}
