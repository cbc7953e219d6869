import { execFileSync } from "node:child_process";
import { quantile } from "../process-figures.ts";
import type { SuiteOptions } from "../report/suite.ts";
import { startMonitor } from "./monitor-process.ts";
import type { Mounts } from "./mounts.ts";

/** From the start of the process until it has told the health of a mount. */
export async function startTimes(mounts: Mounts, { tell, progress, quick }: SuiteOptions): Promise<void> {
  const rounds = quick ? 3 : 15;
  progress(`${rounds} starts, in turns with a bare Node`);
  const config = { mounts: mounts.healthy(3) };
  const times: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const monitor = await startMonitor(config);
    times.push(monitor.firstCheckMs);
    await monitor.stop();
    const beganMs = performance.now();
    execFileSync(process.execPath, ["-e", "0"]);
    bare.push(performance.now() - beganMs);
  }
  tell({
    name: "start to first check told, median",
    value: quantile(times, 0.5),
    unit: "ms",
    baseline: { name: "node -e 0", value: quantile(bare, 0.5) },
    note: `${rounds} starts with three mounts`,
  });
}
