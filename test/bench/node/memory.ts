import { barePod, hostPath, QUICK } from "../../cluster/support/app.ts";
import { POD_LIMIT_MS, REPLACED_LIMIT_MS } from "../../cluster/support/limits.ts";
import { untilStatus } from "../../cluster/support/monitor-status.ts";
import { isReady } from "../../cluster/support/objects.ts";
import { until } from "../../control-plane/support/until.ts";
import { memoryOf } from "../process-figures.ts";
import { monitorPids } from "./monitors.ts";
import { type NodeBench, PATH, tellMedian } from "./node-bench.ts";

const MONITORS = 20;

/** Of many monitors on one node, who share what their image maps. */
export async function memoryOnNode(bench: NodeBench): Promise<void> {
  const { scene, newFolder, progress } = bench;
  progress(`${MONITORS} monitors on the node, each with one mount`);
  const plain = newFolder();
  const before = new Set(monitorPids());
  for (let made = 0; made < MONITORS; made++) {
    const mounts = [{ path: PATH, volume: hostPath(plain.folder) }];
    await scene.create(barePod({ name: `memory-${made}`, annotations: { ...QUICK, paths: PATH }, mounts }));
  }
  await until("all apps", REPLACED_LIMIT_MS, () => scene.pods().filter(isReady).length === MONITORS);
  const pids = monitorPids().filter((pid) => !before.has(pid));
  if (pids.length !== MONITORS) {
    throw new Error(`there are ${pids.length} monitors in /proc, not ${MONITORS}: is the node another machine?`);
  }
  for (const pod of scene.pods()) {
    await untilStatus(pod, "a healthy mount", POD_LIMIT_MS, ({ mounts }) => mounts[0]?.status === "HEALTHY");
  }
  const figures = pids.map(memoryOf);
  const tell = (name: string, values: readonly number[], atMost: number) =>
    tellMedian(bench, name, values, { budget: { of: "value", atMost } }, "MB");
  tell(
    `resident memory, ${MONITORS} monitors on the node`,
    figures.map(({ residentMb }) => residentMb),
    60,
  );
  tell(
    `proportional memory, ${MONITORS} monitors on the node`,
    figures.map(({ proportionalMb }) => proportionalMb),
    16,
  );
}
