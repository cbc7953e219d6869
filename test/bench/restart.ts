/**
 * How long it takes from UNHEALTHY to the answer of the API server to the DELETE, and from the start of a monitor until
 * it is known that a grant is missing: the built monitor on a real API server, with the policies in force.
 *
 *   KUBEBUILDER_ASSETS=… node test/bench/restart.ts [PODS]      default: 20
 */
import { missingControlPlane } from "../control-plane/support/assets.ts";
import { type GuardedCluster, startGuardedCluster } from "../control-plane/support/guarded-cluster.ts";
import { openMonitoredPod } from "../control-plane/support/monitored-pod.ts";
import { podPath } from "../control-plane/support/pods.ts";
import type { LogLine } from "../../sidecar/test/support/log-lines.ts";
import { quantile } from "./process-figures.ts";

const UNGRANTED = 3;
const pods = Number(process.argv[2] ?? 20);
const missing = missingControlPlane();
if (!Number.isInteger(pods) || pods < 1 || missing !== undefined) {
  console.error(
    `failed to run the benchmark: ${missing ?? `${process.argv[2]} is not a number of pods; name one, such as 20`}`,
  );
  process.exit(2);
}

const ends: (() => unknown)[] = [];
const scope = { after: (end: () => unknown) => void ends.push(end) };
const cluster = await startGuardedCluster();
try {
  await restarts(cluster);
  await missingGrants(cluster);
} finally {
  for (const end of ends) await end();
  await cluster.stop();
}

async function restarts({ plane, audit }: GuardedCluster): Promise<void> {
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
  console.log(
    `${pods} pods, one after the other, checked every 50 ms; with longer intervals a spread of up to 5 s is added`,
  );
  report("UNHEALTHY to the call (last look, spread)", untilCall);
  report("the call, which loads TLS and connects", call);
  report("UNHEALTHY to DELETE answered", whole);
  report("beside it: the same DELETE on an open connection", bare);
}

async function missingGrants(cluster: GuardedCluster): Promise<void> {
  const known: number[] = [];
  const warned: number[] = [];
  for (let made = 0; made < UNGRANTED; made++) {
    const { start } = await openMonitoredPod(scope, cluster, { may: "events" });
    const monitor = await start();
    const startedMs = at(await monitor.waitForLog("monitoring"));
    await monitor.waitForStatus("of a no", ({ restart }) => restart.selfTest?.ok === false);
    known.push(Date.now() - startedMs);
    warned.push(at(await monitor.waitForLog("the pod may not restart itself, a restart will fail")) - startedMs);
    await monitor.end();
  }
  report("start to a missing grant in status and metric", known);
  report("start to a missing grant in the log", warned);
}

function at({ time }: LogLine): number {
  return Date.parse(time ?? "");
}

function report(what: string, values: readonly number[]): void {
  const ms = (share: number) => `${Math.round(quantile(values, share))} ms`.padStart(9);
  console.log(`${what.padEnd(52)}p50 ${ms(0.5)}   p90 ${ms(0.9)}   max ${ms(1)}`);
}
