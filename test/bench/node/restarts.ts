import { type Annotations, deployment, hostPath, QUICK } from "../../cluster/support/app.ts";
import { POD_LIMIT_MS, REPLACED_LIMIT_MS } from "../../cluster/support/limits.ts";
import { followLog, timeOf } from "../../cluster/support/monitor-log.ts";
import { untilStatus } from "../../cluster/support/monitor-status.ts";
import { containerOf, isReady, type Pod } from "../../cluster/support/objects.ts";
import { type NodeBench, type NodeScope, PATH, tellMedian } from "./node-bench.ts";

const BY_DEFAULT_MS = 60_000;

interface RestartTimes {
  readonly toCall: number;
  readonly toApp: number;
  readonly toReady: number;
}

/** A mount dies and is back as soon as the restart has begun: what the restart itself takes. */
export async function restarts(scope: NodeScope, bench: NodeBench, action: "delete" | "in-place"): Promise<void> {
  const { rounds, progress } = bench;
  progress(`${rounds} restarts by ${action}, checked every second, threshold 3`);
  const all: RestartTimes[] = [];
  for (let round = 0; round < rounds; round++)
    all.push(await restartOnce(scope, bench, `${action}-${round}`, { ...QUICK, restart: action }));
  const note = "checked every second, threshold 3";
  const tell = (name: string, of: keyof RestartTimes) =>
    tellMedian(
      bench,
      `${action}: ${name}`,
      all.map((times) => times[of]),
      { note },
    );
  tell("first failure to the call", "toCall");
  tell("the call to the app's next first command", "toApp");
  tell("the call to Ready", "toReady");
}

/** With the settings that nobody has chosen. */
export async function restartByDefault(scope: NodeScope, bench: NodeBench): Promise<void> {
  bench.progress("one restart with default settings");
  const { toCall } = await restartOnce(scope, bench, "default", {});
  bench.tell({
    name: "first failure to the DELETE, default settings",
    value: toCall,
    unit: "ms",
    budget: { of: "value", atMost: BY_DEFAULT_MS },
  });
}

async function restartOnce(
  scope: NodeScope,
  { scene, apps, newFolder }: NodeBench,
  name: string,
  annotations: Annotations,
): Promise<RestartTimes> {
  const plain = newFolder();
  const options = apps.options(name, [{ path: PATH, volume: hostPath(plain.folder) }]);
  await scene.create(deployment({ ...options, annotations: { paths: PATH, ...annotations } }));
  const pod = await scene.untilPod("an app", POD_LIMIT_MS, isReady);
  const log = followLog(scope, pod);
  await untilStatus(pod, "a healthy mount", POD_LIMIT_MS, ({ mounts }) => mounts[0]?.status === "HEALTHY");
  await apps.startedMs(name);
  apps.forget(name);
  plain.removeCanary();
  const firstMs = timeOf(await log.until("mount degraded", POD_LIMIT_MS));
  const callMs = timeOf(await log.until("mount unhealthy, triggering pod restart", POD_LIMIT_MS));
  plain.putCanary();
  const appMs = await apps.startedMs(name);
  await scene.untilPod("it to be ready again", REPLACED_LIMIT_MS, (one) => isReady(one) && wasRestarted(one, pod));
  const readyMs = Date.now();
  await scene.kubectl(["delete", "deployment", name, "--wait=false"]);
  await scene.untilNoPods(REPLACED_LIMIT_MS);
  return { toCall: callMs - firstMs, toApp: appMs - callMs, toReady: readyMs - callMs };
}

function wasRestarted(one: Pod, before: Pod): boolean {
  return one.metadata.uid !== before.metadata.uid || (containerOf(one, "app")?.restartCount ?? 0) > 0;
}
