import type { LogLine } from "../../../sidecar/test/support/log-lines.ts";
import { missingControlPlane } from "../../control-plane/support/assets.ts";
import { type GuardedCluster, startGuardedCluster } from "../../control-plane/support/guarded-cluster.ts";
import { openMonitoredPod } from "../../control-plane/support/monitored-pod.ts";
import { podPath } from "../../control-plane/support/pods.ts";
import { until } from "../../control-plane/support/until.ts";
import { missingBundle } from "../process/bundles.ts";
import { quantile } from "../process-figures.ts";
import type { Suite, SuiteOptions } from "../report/suite.ts";

const UNGRANTED = 3;
const BY_DEFAULT = 5;
/** What a monitor is given by the injector where nobody has said anything. */
const DEFAULTS = { checkInterval: "30s", readTimeout: "5s", failureThreshold: 3 };
const BY_DEFAULT_LIMIT_MS = 180_000;

/** The built monitor on a real API server, with the policies in force. */
export const restart: Suite = {
  name: "restart",
  about: "from UNHEALTHY to the API server's answer to the DELETE, and until a missing grant is known",
  missing: () => missingControlPlane() ?? missingBundle("sidecar"),
  async run(options) {
    const ends: (() => unknown)[] = [];
    const scope = { after: (end: () => unknown) => void ends.push(end) };
    const cluster = await startGuardedCluster();
    try {
      await restarts(scope, cluster, options);
      await missingGrants(scope, cluster, options);
      if (!options.quick) await restartsByDefault(scope, cluster, options);
    } finally {
      for (const end of ends) await end();
      await cluster.stop();
    }
  },
};

type Scope = { after(end: () => unknown): void };

async function restarts(scope: Scope, cluster: GuardedCluster, { tell, progress, quick }: SuiteOptions): Promise<void> {
  const { plane, audit } = cluster;
  const pods = quick ? 2 : 20;
  progress(`${pods} pods, one after the other`);
  const untilCall: number[] = [];
  const call: number[] = [];
  const whole: number[] = [];
  const bare: number[] = [];
  for (let made = 0; made < pods; made++) {
    const { pod, start, breakMount } = await openMonitoredPod(scope, cluster, { may: "delete" });
    const monitor = await start();
    // The same DELETE on a connection that is open, by a process that has everything loaded.
    const options = { kind: "DeleteOptions", apiVersion: "v1", dryRun: ["All"], preconditions: { uid: pod.uid } };
    const begunMs = performance.now();
    await plane.admin.expect(podPath(pod), { method: "DELETE", body: options });
    bare.push(performance.now() - begunMs);
    breakMount();
    const unhealthyMs = at(await monitor.waitForLog("mount unhealthy"));
    const callMs = at(await monitor.waitForLog("mount unhealthy, triggering pod restart"));
    const acceptedMs = at(await monitor.waitForLog("pod restart accepted"));
    untilCall.push(callMs - unhealthyMs);
    call.push(acceptedMs - callMs);
    whole.push(acceptedMs - unhealthyMs);
    if (audit.restartsOf(pod).length !== 1) throw new Error(`${pod.namespace} was not deleted once`);
    await monitor.end();
  }
  const note = `${pods} pods, each mount checked every 50 ms; with longer intervals a spread of up to 5 s is added`;
  const median = (values: readonly number[]) => quantile(values, 0.5);
  const baseline = { name: "same DELETE, open connection", value: median(bare) };
  tell({ name: "UNHEALTHY to the call (last look, spread), median", value: median(untilCall), unit: "ms", note });
  tell({ name: "the call, which loads TLS and connects, median", value: median(call), unit: "ms", baseline });
  tell({ name: "UNHEALTHY to DELETE answered, median", value: median(whole), unit: "ms" });
  tell({ name: "UNHEALTHY to DELETE answered, longest", value: quantile(whole, 1), unit: "ms" });
}

async function missingGrants(
  scope: Scope,
  cluster: GuardedCluster,
  { tell, progress, quick }: SuiteOptions,
): Promise<void> {
  const pods = quick ? 1 : UNGRANTED;
  progress(`${pods} pods that may not delete themselves`);
  const known: number[] = [];
  const warned: number[] = [];
  for (let made = 0; made < pods; made++) {
    const { start } = await openMonitoredPod(scope, cluster, { may: "events" });
    const monitor = await start();
    const startedMs = at(await monitor.waitForLog("monitoring"));
    await monitor.waitForStatus("of a no", ({ restart }) => restart.selfTest?.ok === false);
    known.push(Date.now() - startedMs);
    warned.push(at(await monitor.waitForLog("the pod may not restart itself, a restart will fail")) - startedMs);
    await monitor.end();
  }
  tell({ name: "start to a missing grant in status and metric, median", value: quantile(known, 0.5), unit: "ms" });
  tell({ name: "start to a missing grant in the log, median", value: quantile(warned, 0.5), unit: "ms" });
}

/** With the settings that nobody has chosen, all at the same time, since they mostly wait. */
async function restartsByDefault(
  scope: Scope,
  cluster: GuardedCluster,
  { tell, progress }: SuiteOptions,
): Promise<void> {
  progress(`${BY_DEFAULT} pods with default settings: a minute and a half`);
  const times = await Promise.all(
    Array.from({ length: BY_DEFAULT }, async () => {
      const { start, breakMount } = await openMonitoredPod(scope, cluster, { may: "delete" });
      const monitor = await start(DEFAULTS);
      breakMount();
      const told = (message: string) =>
        until(`"${message}"`, BY_DEFAULT_LIMIT_MS, () => monitor.lines.find(({ msg }) => msg === message));
      const failedMs = at(await told("mount degraded"));
      const acceptedMs = at(await told("pod restart accepted"));
      await monitor.end();
      return acceptedMs - failedMs;
    }),
  );
  tell({
    name: "first failure to DELETE answered, default settings, longest",
    value: Math.max(...times),
    unit: "ms",
    budget: { of: "value", atMost: 60_000 },
    note: `${BY_DEFAULT} pods whose canaries vanish at the same time; the shortest took ${Math.round(Math.min(...times))} ms`,
  });
}

function at({ time }: LogLine): number {
  return Date.parse(time ?? "");
}
