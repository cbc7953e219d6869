import { globalSetup, globalTeardown } from "../../cluster/global-setup.ts";
import { missingCluster } from "../../cluster/support/settings.ts";
import { memoryOnNode } from "../node/memory.ts";
import { type NodeScope, openNodeBench } from "../node/node-bench.ts";
import { restartByDefault, restarts } from "../node/restarts.ts";
import { gateRelease, startDelay } from "../node/starts.ts";
import type { Suite } from "../report/suite.ts";

/** What pods feel of mount-monitor, beside pods without it. The node must be this machine. */
export const node: Suite = {
  name: "node",
  about: "pods on a real node: how much later they start, how long a restart takes, and what the monitors cost",
  missing: missingCluster,
  async run(options) {
    const ends: (() => unknown)[] = [];
    const scope: NodeScope = { after: (end) => void ends.push(end), diagnostic: () => {}, passed: true };
    await globalSetup();
    try {
      const bench = await openNodeBench(scope, options);
      await startDelay(bench);
      await gateRelease(scope, bench);
      await restarts(scope, bench, "delete");
      await restarts(scope, bench, "in-place");
      await restartByDefault(scope, bench);
      await memoryOnNode(bench);
    } finally {
      for (const end of ends.toReversed()) await end();
      await globalTeardown();
    }
  },
};
