import { setTimeout as wait } from "node:timers/promises";
import { openCallgrind, REPEATABLE_FLAGS } from "../counts/callgrind.ts";
import { countPerRound, repeated, spreadNote } from "../counts/counter.ts";
import { syscallsPerRound } from "../counts/strace.ts";
import { isInstalled } from "../counts/tools.ts";
import type { Unit } from "../report/figure.ts";
import type { SuiteOptions } from "../report/suite.ts";
import { checksOf, type MonitorFlags, type MonitorProcess, startMonitor } from "./monitor-process.ts";
import type { Mounts } from "./mounts.ts";

const REPEATS = 2;
const MOUNTS = 10;

/** What a check takes, in counts. */
export async function countsOfChecks(mounts: Mounts, options: SuiteOptions): Promise<void> {
  const { progress, quick } = options;
  const rounds = quick ? 20 : 100;
  if (isInstalled("strace")) {
    progress("system calls of checks, by strace");
    await count("system calls of a check", "count", options, () =>
      withMonitor(mounts, {}, 100, (monitor, act) => syscallsPerRound(monitor.pid, rounds, act)),
    );
  } else progress("no system calls are counted, since there is no strace; install it");
  if (quick) return progress("no instructions are counted in a quick run: valgrind takes minutes for a monitor");
  if (!isInstalled("valgrind")) return progress("no instructions are counted, since there is no valgrind; install it");
  progress("instructions of checks, under valgrind");
  await count("instructions of a check, without optimising compilers", "instructions", options, async () => {
    const callgrind = openCallgrind();
    try {
      const flags = { flags: REPEATABLE_FLAGS, under: callgrind.under };
      return await withMonitor(mounts, flags, 500, (monitor, act) =>
        countPerRound(callgrind.counterOf(monitor.pid), rounds / 5, act),
      );
    } finally {
      callgrind.close();
    }
  });
}

/** A monitor at work, and `act`, which waits for so many rounds of checks, and tells how many checks there really were. */
async function withMonitor(
  mounts: Mounts,
  flags: MonitorFlags,
  intervalMs: number,
  use: (monitor: MonitorProcess, act: (rounds: number) => Promise<number>) => Promise<number>,
): Promise<number> {
  const stateDir = mounts.newStateDir();
  // What is slowed down fifty times takes its time for each look, and no mount is to be found hung.
  const times = { checkInterval: `${intervalMs}ms`, readTimeout: "30s" };
  const monitor = await startMonitor({ ...times, stateDir, mounts: mounts.healthy(MOUNTS) }, flags);
  const act = async (rounds: number) => {
    // What is checked while a counter begins and ends is not counted, and must not count.
    const before = await checksOf(monitor);
    await wait(rounds * intervalMs);
    return (await checksOf(monitor)) - before;
  };
  try {
    await act(10);
    return await use(monitor, act);
  } finally {
    await monitor.stop();
  }
}

async function count(name: string, unit: Unit, { tell }: SuiteOptions, once: () => Promise<number>): Promise<void> {
  const counts: number[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) counts.push(await once());
  const note = `${spreadNote(name, counts)}; of ten mounts that are checked together`;
  tell({ name, value: repeated(counts).mean, unit, note });
}
