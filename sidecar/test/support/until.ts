/** Far above what anything here takes on a busy machine; only what is broken waits so long. */
export const LIMIT_MS = 60_000;
const LOOK_AGAIN_MS = 10;

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Waits for a value other than undefined and false; fails with what was waited for and what was there instead. */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  seen: () => string = () => "",
  limitMs: number = LIMIT_MS,
): Promise<T> {
  const startedMs = performance.now();
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() - startedMs > limitMs) throw new Error(`no ${what} within ${limitMs} ms\n${seen()}`);
    await pause(LOOK_AGAIN_MS);
  }
}
