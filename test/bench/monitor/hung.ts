import { setTimeout as wait } from "node:timers/promises";
import { descriptorCount, memoryOf, quantile, threadCount } from "../process-figures.ts";
import type { SuiteOptions } from "../report/suite.ts";
import { type MonitorProcess, startMonitor } from "./monitor-process.ts";
import type { Mounts } from "./mounts.ts";

const MOUNTS = 64;
const INTERVAL_MS = 20;
const SETTLE_MS = 5_000;
const ENDPOINTS = ["/healthz/live", "/healthz/ready", "/healthz/status", "/metrics"];
const none = { budget: { of: "value", atMost: 0 } } as const;

/** All that there can be hang, for a thousand intervals. */
export async function hungMounts(mounts: Mounts, { tell, progress, quick }: SuiteOptions): Promise<void> {
  const intervals = quick ? 100 : 1_000;
  progress(`${MOUNTS} mounts that hang for ${intervals} intervals of ${INTERVAL_MS} ms`);
  const times = { checkInterval: `${INTERVAL_MS}ms`, readTimeout: `${INTERVAL_MS}ms` };
  const monitor = await startMonitor({ ...times, mounts: mounts.hanging(MOUNTS) });
  await wait(SETTLE_MS);
  const before = figuresOf(monitor);
  await wait(intervals * INTERVAL_MS);
  const after = figuresOf(monitor);
  // Afterwards: answering needs connections and memory of its own.
  const latencies = await latenciesOf(monitor, quick ? 2_000 : 10_000);
  const { code, ms } = await monitor.stop();

  const of = `${MOUNTS} mounts hung for ${intervals} intervals`;
  const note = `counted from ${SETTLE_MS / 1000} s after the start, when every mount has long hung; FIFOs without a writer stand for mounts`;
  tell({ name: `threads more, ${of}`, value: after.threads - before.threads, unit: "count", ...none, note });
  tell({ name: `descriptors more, ${of}`, value: after.descriptors - before.descriptors, unit: "count", ...none });
  tell({
    name: `resident memory more, ${of}`,
    value: after.residentMb - before.residentMb,
    unit: "MB",
    budget: { of: "value", atMost: 1 },
  });
  for (const [name, share, budget] of [
    ["p50", 0.5, {}],
    ["p99", 0.99, { budget: { of: "value", atMost: 50 } }],
  ] as const) {
    tell({ name: `endpoints meanwhile, ${name}`, value: quantile(latencies, share), unit: "ms", ...budget });
  }
  tell({ name: "exit code after SIGTERM meanwhile", value: code ?? Number.NaN, unit: "count", ...none });
  tell({ name: "SIGTERM meanwhile to the end", value: ms, unit: "ms", budget: { of: "value", atMost: 2_000 } });
}

/** Of all endpoints in turn, each on a connection that is kept, as the kubelet and Prometheus ask. */
async function latenciesOf({ port }: MonitorProcess, durationMs: number): Promise<number[]> {
  const latencies: number[] = [];
  const endMs = performance.now() + durationMs;
  for (let round = 0; performance.now() < endMs; round++) {
    const beganMs = performance.now();
    await (await fetch(`http://127.0.0.1:${port}${ENDPOINTS[round % ENDPOINTS.length]}`)).arrayBuffer();
    latencies.push(performance.now() - beganMs);
    await wait(INTERVAL_MS);
  }
  return latencies;
}

function figuresOf({ pid }: MonitorProcess) {
  return { threads: threadCount(pid), descriptors: descriptorCount(pid), residentMb: memoryOf(pid).residentMb };
}
