import type { MonitorConfig } from "@mount-monitor/contract";

/** Threads beyond one per mount: for a name to be looked up, and for what Node itself may want. */
const SPARE_THREADS = 4;
const MOST_MOUNTS = 64;

/**
 * Sets how many threads the pool will have; works once, before the first asynchronous call on a file. With a file as
 * configuration there may be more mounts after SIGHUP; with an inline one there will not.
 */
export function sizeThreadPool(told: number | undefined, config: MonitorConfig, mayGrow: boolean): number {
  if (told !== undefined) return told;
  const threads = (mayGrow ? MOST_MOUNTS : config.mounts.length) + SPARE_THREADS;
  process.env["UV_THREADPOOL_SIZE"] = String(threads);
  return threads;
}

/** Why a configuration cannot be taken with these threads; mounts that are gone but still hang hold one each. */
export function poolTooSmall(threads: number, config: MonitorConfig, out: readonly string[]): string | undefined {
  const paths = new Set([...config.mounts.map(({ path }) => path), ...out]);
  if (paths.size <= threads) return undefined;
  const hanging = paths.size - config.mounts.length;
  const also = hanging > 0 ? ` and ${hanging} that still hang` : "";
  return `${config.mounts.length} mounts${also} need more than the ${threads} threads there are; set UV_THREADPOOL_SIZE to at least ${paths.size + SPARE_THREADS} and start the monitor anew`;
}
