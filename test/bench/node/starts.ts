import { type Annotations, barePod, hostPath } from "../../cluster/support/app.ts";
import { POD_LIMIT_MS } from "../../cluster/support/limits.ts";
import { followLog } from "../../cluster/support/monitor-log.ts";
import { containerOf, GATE } from "../../cluster/support/objects.ts";
import { quantile } from "../process-figures.ts";
import { type NodeBench, type NodeScope, PATH, tellMedian } from "./node-bench.ts";

/** From the call that makes a pod until its app runs, with each part of ours; one after the other, in turns. */
export async function startDelay(bench: NodeBench): Promise<void> {
  const { scene, apps, rounds, progress } = bench;
  progress(`${rounds} pods of each kind, from POST to the app's first command`);
  const plain = bench.newFolder();
  const variants: ReadonlyArray<readonly [what: string, annotations: Annotations]> = [
    ["without", {}],
    ["with monitor", { paths: PATH, gate: "none" }],
    ["with gate and monitor", { paths: PATH }],
  ];
  const times = variants.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, [, annotations]] of variants.entries()) {
      const name = `start-${round}-${index}`;
      const options = apps.options(name, [{ path: PATH, volume: hostPath(plain.folder) }]);
      const begunMs = Date.now();
      await scene.create(barePod({ ...options, annotations }));
      times[index]?.push((await apps.startedMs(name)) - begunMs);
      await scene.kubectl(["delete", "pod", name, "--wait=false"]);
      await scene.untilNoPods(POD_LIMIT_MS);
    }
  }
  const baseline = { name: "pod without mount-monitor", value: quantile(times[0] ?? [], 0.5) };
  for (const [index, [what]] of variants.entries()) {
    if (index > 0) tellMedian(bench, `POST to the app's first command, ${what}`, times[index] ?? [], { baseline });
  }
}

/** From the canary's coming back until the app runs. */
export async function gateRelease(scope: NodeScope, bench: NodeBench): Promise<void> {
  const { scene, apps, rounds, progress } = bench;
  progress(`${rounds} pods that wait at their gate`);
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const name = `gate-${round}`;
    const plain = bench.newFolder();
    plain.removeCanary();
    const options = apps.options(name, [{ path: PATH, volume: hostPath(plain.folder) }]);
    await scene.create(barePod({ ...options, annotations: { paths: PATH } }));
    const pod = await scene.untilPod(
      "a pod at its gate",
      POD_LIMIT_MS,
      (one) => containerOf(one, GATE)?.state?.running !== undefined,
    );
    await followLog(scope, pod, GATE).until("waiting for the mount", POD_LIMIT_MS);
    const backMs = Date.now();
    plain.putCanary();
    times.push((await apps.startedMs(name)) - backMs);
    await scene.kubectl(["delete", "pod", name, "--wait=false"]);
    await scene.untilNoPods(POD_LIMIT_MS);
  }
  tellMedian(bench, "mount back to the app's first command", times, { note: "with default settings" });
}
