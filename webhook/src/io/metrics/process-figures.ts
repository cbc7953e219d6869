import { monitorEventLoopDelay } from "node:perf_hooks";
import type { ProcessFigures } from "./render-metrics.ts";

/** What the process costs, read when it is asked for. */
export function createProcessFigures(): () => ProcessFigures {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  return () => {
    const { user, system } = process.cpuUsage();
    const { rss, heapUsed } = process.memoryUsage();
    const eventLoopDelayS = delay.percentile(99) / 1e9;
    delay.reset();
    return {
      cpuSeconds: (user + system) / 1e6,
      residentBytes: rss,
      heapBytes: heapUsed,
      startMs: performance.timeOrigin,
      eventLoopDelayS,
    };
  };
}
