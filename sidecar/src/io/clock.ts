/** The longest that timers of Node take. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** CLOCK_MONOTONIC in milliseconds: the same for every process since boot, untouched by whoever sets the time. */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1_000 + nanoseconds / 1e6;
}

export function wallMs(): number {
  return Date.now();
}
