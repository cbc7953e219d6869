import { countsOfChecks } from "../monitor/counts.ts";
import { cpuOfChecks, idleCpu } from "../monitor/cpu.ts";
import { hungMounts } from "../monitor/hung.ts";
import { memoryOfInstances } from "../monitor/memory.ts";
import { openMounts } from "../monitor/mounts.ts";
import { startTimes } from "../monitor/start.ts";
import { missingBundle } from "../process/bundles.ts";
import type { Suite } from "../report/suite.ts";

/** The program in the pod, with folders for mounts. */
export const monitor: Suite = {
  name: "monitor",
  about: "the monitor as a process: start, memory, checks, and what a mount that hangs does to it",
  missing: () => missingBundle("sidecar"),
  async run(options) {
    const mounts = openMounts();
    try {
      await startTimes(mounts, options);
      await memoryOfInstances(mounts, options);
      await cpuOfChecks(mounts, options);
      await idleCpu(mounts, options);
      await hungMounts(mounts, options);
      await countsOfChecks(mounts, options);
    } finally {
      mounts.remove();
    }
  },
};
