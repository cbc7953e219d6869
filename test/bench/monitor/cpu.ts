import { setTimeout as wait } from "node:timers/promises";
import { cpuMs, memoryOf } from "../process-figures.ts";
import type { SuiteOptions } from "../report/suite.ts";
import { BARE_CHECKS_NAME, withBareChecks } from "./bare-checks.ts";
import { BARE_NAME, withBareServers } from "./bare-servers.ts";
import { checksOf, startMonitor } from "./monitor-process.ts";
import type { Mounts } from "./mounts.ts";

const SIZES = [1, 2, 4, 10, 16, 32, 64];
/** Those that are quoted; the others are points of the curve. */
const QUOTED = [1, 10, 64];
const BUDGET_MS = 1;
const IDLE_BUDGET_PERCENT = 0.1;
const WARM_UP_MS = 2_000;
const INTERVAL_MS = 100;

/** While it checks ten times a second. */
export async function cpuOfChecks(mounts: Mounts, { tell, progress, quick }: SuiteOptions): Promise<void> {
  const durationMs = quick ? 1_000 : 8_000;
  for (const count of quick ? QUOTED : SIZES) {
    const of = `${count} mount${count === 1 ? "" : "s"}`;
    progress(`CPU of checks, ${of}`);
    const stateDir = mounts.newStateDir();
    const monitor = await startMonitor({ checkInterval: `${INTERVAL_MS}ms`, stateDir, mounts: mounts.healthy(count) });
    await wait(WARM_UP_MS);
    const before = { cpuMs: cpuMs(monitor.pid), checks: await checksOf(monitor) };
    await wait(durationMs);
    const after = { cpuMs: cpuMs(monitor.pid), checks: await checksOf(monitor) };
    const { residentMb } = memoryOf(monitor.pid);
    await monitor.stop();
    const bareMs = await withBareChecks(pathsOf(mounts, count), INTERVAL_MS, async (pid) => {
      await wait(WARM_UP_MS);
      const beforeMs = cpuMs(pid);
      await wait(durationMs);
      return ((cpuMs(pid) - beforeMs) / durationMs) * (INTERVAL_MS / count);
    });
    const point = (series: string) => ({ series, of: "mounts", x: count });
    tell({
      name: `CPU per check, ${of}`,
      value: (after.cpuMs - before.cpuMs) / (after.checks - before.checks),
      unit: "ms",
      baseline: { name: BARE_CHECKS_NAME, value: bareMs },
      ...(QUOTED.includes(count) ? { budget: { of: "value", atMost: BUDGET_MS } } : {}),
      note: `each mount checked every 100 ms for ${durationMs / 1000} s; with few mounts most of it is waking up`,
      point: point("CPU per check"),
    });
    tell({ name: `resident memory, ${of}`, value: residentMb, unit: "MB", point: point("resident memory") });
  }
}

const pathsOf = (mounts: Mounts, count: number) => mounts.healthy(count).map(({ path }) => path);

/** As it runs in a pod: three mounts, looked at twice a minute. */
export async function idleCpu(mounts: Mounts, { tell, progress, quick }: SuiteOptions): Promise<void> {
  const durationMs = quick ? 10_000 : 90_000;
  progress(`${durationMs / 1000} s of three mounts at 30 s, beside a bare Node`);
  const config = { checkInterval: "30s", stateDir: mounts.newStateDir(), mounts: mounts.healthy(3) };
  const monitor = await startMonitor(config);
  const percent = await withBareServers(1, async ([bare = 0]) => {
    // What every program does in its first seconds is no part of an idle one.
    await wait(5_000);
    const before = [monitor.pid, bare].map(cpuMs);
    await wait(durationMs);
    return [monitor.pid, bare].map((pid, index) => ((cpuMs(pid) - (before[index] ?? 0)) / durationMs) * 100);
  });
  await monitor.stop();
  tell({
    name: "CPU with three mounts at 30 s, of one core",
    value: percent[0] ?? Number.NaN,
    unit: "percent",
    baseline: { name: BARE_NAME, value: percent[1] ?? Number.NaN },
    budget: { of: "value", atMost: IDLE_BUDGET_PERCENT },
    note: `idle for ${durationMs / 1000} s, and asked nothing: each probe of the kubelet comes on top`,
  });
}
