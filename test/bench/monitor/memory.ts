import { setTimeout as wait } from "node:timers/promises";
import { average, type Memory, memoryOf } from "../process-figures.ts";
import type { Budget } from "../report/figure.ts";
import type { SuiteOptions } from "../report/suite.ts";
import { BARE_NAME, withBareServers } from "./bare-servers.ts";
import { startMonitor } from "./monitor-process.ts";
import type { Mounts } from "./mounts.ts";

const SETTLE_MS = 8_000;
const RESIDENT_AT_1: Budget = { of: "value", atMost: 60 };
const PROPORTIONAL_AT_20: Budget = { of: "value", atMost: 16 };

/** Of one, and of many beside each other, who share what Node maps. */
export async function memoryOfInstances(mounts: Mounts, { tell, progress, quick }: SuiteOptions): Promise<void> {
  for (const instances of quick ? [1, 20] : [1, 20, 100]) {
    progress(`memory of ${instances} instances`);
    const monitors = await ofMonitors(mounts, instances);
    const bare = await withBareServers(instances, async (pids) => {
      await wait(SETTLE_MS + instances * 50);
      return averageOf(pids);
    });
    const of = `${instances} instance${instances === 1 ? "" : "s"}`;
    const point = (series: string) => ({ series, of: "instances", x: instances });
    tell({
      name: `resident memory, ${of}`,
      value: monitors.residentMb,
      unit: "MB",
      baseline: { name: BARE_NAME, value: bare.residentMb },
      ...(instances === 1 ? { budget: RESIDENT_AT_1 } : {}),
      note: "three mounts, checked every 30 s; average of all instances, 8 s after their start",
    });
    tell({
      name: `proportional memory of each, ${of}`,
      value: monitors.proportionalMb,
      unit: "MB",
      baseline: { name: BARE_NAME, value: bare.proportionalMb },
      ...(instances === 20 ? { budget: PROPORTIONAL_AT_20 } : {}),
      note: "proportional: shared pages are divided by those who share them, which is what one more instance costs",
      point: point("monitor, proportional"),
    });
  }
}

async function ofMonitors(mounts: Mounts, instances: number): Promise<Memory> {
  const monitors = await Promise.all(
    Array.from({ length: instances }, () =>
      startMonitor({ checkInterval: "30s", stateDir: mounts.newStateDir(), mounts: mounts.healthy(3) }),
    ),
  );
  await wait(SETTLE_MS);
  const memory = averageOf(monitors.map(({ pid }) => pid));
  await Promise.all(monitors.map((monitor) => monitor.stop()));
  return memory;
}

function averageOf(pids: readonly number[]): Memory {
  const all = pids.map(memoryOf);
  return {
    residentMb: average(all.map(({ residentMb }) => residentMb)),
    proportionalMb: average(all.map(({ proportionalMb }) => proportionalMb)),
  };
}
