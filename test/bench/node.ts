/**
 * What pods feel of mount-monitor on a real node, beside pods without it in the same run: how much later their app
 * starts, how soon after its mount, how long a restart takes, and what the monitors cost. Needs what
 * `make test-cluster` needs; the node must be this machine.
 *
 *   node test/bench/node.ts [ROUNDS] [MONITORS]      default: 10 20
 */
import { type Annotations, barePod, deployment, hostPath, QUICK } from "../cluster/support/app.ts";
import { globalSetup, globalTeardown } from "../cluster/global-setup.ts";
import { POD_LIMIT_MS, REPLACED_LIMIT_MS } from "../cluster/support/limits.ts";
import { followLog, timeOf } from "../cluster/support/monitor-log.ts";
import { untilStatus } from "../cluster/support/monitor-status.ts";
import { containerOf, GATE, isReady, type Pod } from "../cluster/support/objects.ts";
import { openPlainFolder, type PlainFolder } from "../cluster/support/plain-folder.ts";
import { openScene, type Scene } from "../cluster/support/scene.ts";
import { missingCluster } from "../cluster/support/settings.ts";
import { until } from "../control-plane/support/until.ts";
import { openMarkedApps, type MarkedApps } from "./node/marked-app.ts";
import { monitorPids } from "./node/monitors.ts";
import { memoryOf, quantile } from "./process-figures.ts";

const PATH = "/mnt/media";
const [rounds = 10, monitors = 20] = process.argv.slice(2).map(Number);
const missing = missingCluster();
if (![rounds, monitors].every((count) => Number.isInteger(count) && count > 0) || missing !== undefined) {
  console.error(`failed to run the benchmark: ${missing ?? "name numbers of rounds and of monitors, such as 10 20"}`);
  process.exit(2);
}

const ends: (() => unknown)[] = [];
const scope = { after: (end: () => unknown) => void ends.push(end), diagnostic: () => {}, passed: true };
await globalSetup();
try {
  const scene = await openScene(scope);
  const apps = openMarkedApps(scope);
  const plain = openPlainFolder(scope);
  await startDelay(scene, apps, plain);
  await gateRelease(scene, apps);
  await restarts(scene, apps, "delete");
  await restarts(scene, apps, "in-place");
  await memory(scene, plain);
} finally {
  for (const end of ends.toReversed()) await end();
  await globalTeardown();
}

/** From the call that makes a pod until its app runs, with each part of ours; one after the other, in turns. */
async function startDelay(scene: Scene, apps: MarkedApps, plain: PlainFolder): Promise<void> {
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
  console.log(`${rounds} pods of each kind, one after the other, from POST to the app's first command`);
  for (const [index, [what]] of variants.entries()) report(what, times[index] ?? [], times[0]);
}

/** From the canary's coming back until the app runs. */
async function gateRelease(scene: Scene, apps: MarkedApps): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const name = `gate-${round}`;
    const plain = openPlainFolder(scope);
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
  console.log(`${rounds} pods that wait at their gate, with default settings`);
  report("mount back to the app's first command", times);
}

/** A mount dies and is back as soon as the restart has begun: what the restart itself takes. */
async function restarts(scene: Scene, apps: MarkedApps, action: "delete" | "in-place"): Promise<void> {
  const names = ["first failure to the call", "the call to the app's next first command", "the call to Ready"] as const;
  const times: Record<(typeof names)[number], number[]> = { [names[0]]: [], [names[1]]: [], [names[2]]: [] };
  for (let round = 0; round < rounds; round++) {
    const name = `${action}-${round}`;
    const plain = openPlainFolder(scope);
    const options = apps.options(name, [{ path: PATH, volume: hostPath(plain.folder) }]);
    await scene.create(deployment({ ...options, annotations: { ...QUICK, paths: PATH, restart: action } }));
    const pod = await scene.untilPod("an app", POD_LIMIT_MS, isReady);
    const log = followLog(scope, pod);
    await untilStatus(pod, "a healthy mount", POD_LIMIT_MS, ({ mounts }) => mounts[0]?.status === "HEALTHY");
    await apps.startedMs(name);
    apps.forget(name);
    plain.removeCanary();
    const firstMs = timeOf(await log.until("mount degraded", POD_LIMIT_MS));
    const callMs = timeOf(await log.until("mount unhealthy, triggering pod restart", POD_LIMIT_MS));
    plain.putCanary();
    times[names[0]].push(callMs - firstMs);
    times[names[1]].push((await apps.startedMs(name)) - callMs);
    await scene.untilPod("it to be ready again", REPLACED_LIMIT_MS, (one) => isReady(one) && wasRestarted(one, pod));
    times[names[2]].push(Date.now() - callMs);
    await scene.kubectl(["delete", "deployment", name, "--wait=false"]);
    await scene.untilNoPods(REPLACED_LIMIT_MS);
  }
  console.log(`${rounds} restarts by ${action}, checked every second, threshold 3`);
  for (const name of names) report(name, times[name]);
}

function wasRestarted(one: Pod, before: Pod): boolean {
  return one.metadata.uid !== before.metadata.uid || (containerOf(one, "app")?.restartCount ?? 0) > 0;
}

async function memory(scene: Scene, plain: PlainFolder): Promise<void> {
  const before = new Set(monitorPids());
  for (let made = 0; made < monitors; made++) {
    const mounts = [{ path: PATH, volume: hostPath(plain.folder) }];
    await scene.create(barePod({ name: `memory-${made}`, annotations: { ...QUICK, paths: PATH }, mounts }));
  }
  await until("all apps", REPLACED_LIMIT_MS, () => scene.pods().filter(isReady).length === monitors);
  const pids = monitorPids().filter((pid) => !before.has(pid));
  if (pids.length !== monitors) {
    throw new Error(`there are ${pids.length} monitors in /proc, not ${monitors}: is the node another machine?`);
  }
  for (const pod of scene.pods()) {
    await untilStatus(pod, "a healthy mount", POD_LIMIT_MS, ({ mounts }) => mounts[0]?.status === "HEALTHY");
  }
  const figures = pids.map(memoryOf);
  console.log(`${monitors} monitors on the node, each with one mount`);
  report(
    "resident, MB",
    figures.map(({ residentMb }) => residentMb),
    undefined,
    "MB",
  );
  report(
    "proportional (shared pages divided), MB",
    figures.map(({ proportionalMb }) => proportionalMb),
    undefined,
    "MB",
  );
}

function report(what: string, values: readonly number[], beside?: readonly number[], unit = "ms"): void {
  const text = (value: number) => `${unit === "ms" ? Math.round(value) : value.toFixed(1)} ${unit}`.padStart(9);
  const more = beside === undefined ? "" : `   +${Math.round(quantile(values, 0.5) - quantile(beside, 0.5))} ms at p50`;
  console.log(
    `  ${what.padEnd(44)}p50 ${text(quantile(values, 0.5))}   p90 ${text(quantile(values, 0.9))}   max ${text(quantile(values, 1))}${more}`,
  );
}
