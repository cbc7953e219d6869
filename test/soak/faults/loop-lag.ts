const EVERY_MS = 100;
/** From here on what was to be done at some time may have been done too late to be judged. */
const LAG_MS = 400;

/** Tells when this process itself did not come to its turn. */
export function watchLoopLag(onLag: () => void): {
  readonly count: () => number;
  readonly worstMs: () => number;
  readonly stop: () => void;
} {
  let expectedMs = performance.now() + EVERY_MS;
  let count = 0;
  let worstMs = 0;
  const timer = setInterval(() => {
    const lateMs = performance.now() - expectedMs;
    expectedMs = performance.now() + EVERY_MS;
    worstMs = Math.max(worstMs, lateMs);
    if (lateMs < LAG_MS) return;
    count++;
    onLag();
  }, EVERY_MS);
  return { count: () => count, worstMs: () => worstMs, stop: () => clearInterval(timer) };
}
