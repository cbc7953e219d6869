import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { issueCa } from "@mount-monitor/certs";
import type { Program } from "../../sidecar/test/support/program.ts";
import { grant, revoke } from "./support/account-grants.ts";
import { missingControlPlane } from "./support/assets.ts";
import type { AuditTrail } from "./support/audit-trail.ts";
import type { ControlPlane } from "./support/control-plane.ts";
import { ageToken } from "./support/expired-token.ts";
import { type GuardedCluster, startGuardedCluster } from "./support/guarded-cluster.ts";
import { allowed } from "./support/guard/allowed.ts";
import { openMonitoredPod, tokenOf } from "./support/monitored-pod.ts";
import { createPod, findPod } from "./support/pods.ts";

const skip = missingControlPlane() ?? false;

describe("whether a pod may restart itself, tried at the start on a real API server", { skip }, () => {
  let cluster: GuardedCluster;
  let plane: ControlPlane;
  let audit: AuditTrail;
  before(async () => {
    cluster = await startGuardedCluster();
    ({ plane, audit } = cluster);
  });
  after(() => cluster?.stop());

  for (const action of ["delete", "evict"] as const) {
    it(`finds that it may ${action} itself, and changes nothing by that`, async (t) => {
      const { pod, start } = await openMonitoredPod(t, cluster, { may: action });
      const monitor = await start({ watchdog: { action } });
      assert.equal(await verdict(monitor), "the pod may restart itself");
      assert.equal(await permitted(monitor), 1);
      await monitor.waitForLog("the pod may restart itself");
      const calls = audit.callsAbout(pod).map(({ resource, dryRun, code }) => [resource, dryRun, code]);
      assert.deepEqual(calls, [action === "delete" ? ["pods", true, 200] : ["pods/eviction", true, 201]]);
      assert.equal((await findPod(plane.admin, pod)).metadata.deletionTimestamp, undefined);
    });

    it(`finds that a grant is missing to ${action} itself, and says which`, async (t) => {
      const { pod, start } = await openMonitoredPod(t, cluster, { may: action === "delete" ? "evict" : "delete" });
      const monitor = await start({ watchdog: { action } });
      const lacks = `system:serviceaccount:${pod.namespace}:plex lacks the permission ${action === "delete" ? '"delete" on "pods"' : '"create" on "pods/eviction"'} in namespace ${pod.namespace}`;
      assert.ok((await refusal(monitor)).includes(lacks));
      assert.equal(await permitted(monitor), 0);
      const warning = await monitor.waitForLog("the pod may not restart itself, a restart will fail");
      assert.ok(String(warning["error"]).includes(lacks));
      // Nothing was wrong with any mount meanwhile.
      assert.equal((await monitor.status()).restart.state, "idle");
    });
  }

  it("finds a grant that comes later", async (t) => {
    const { pod, start } = await openMonitoredPod(t, cluster, { may: "events" });
    const monitor = await start();
    await refusal(monitor);
    await grant(cluster, pod, { deletes: [pod.name] });
    await verdict(monitor);
    await monitor.waitForLog("the pod may restart itself");
    assert.equal(await permitted(monitor), 1);
  });

  it("writes a no that has lasted as an event of the pod, once", async (t) => {
    const { scene, env, waitForEvent, events } = await openMonitoredPod(t, cluster, { may: "events" });
    // What the monitor starts as a child two minutes after its own start.
    for (const _ of ["once", "again"]) {
      const { code } = await scene.run({ args: ["self-test", "delete", "tell"], env }).exited();
      assert.equal(code, 0);
    }
    const event = await waitForEvent("RestartBlocked");
    assert.match(event.message, /^a restart would fail: .* lacks the permission "delete" on "pods"/);
    assert.equal((await events()).length, 1);
  });

  it("is held by the policy to the pod of the token, and names the policy", async (t) => {
    const { pod, start, writeToken } = await openMonitoredPod(t, cluster, { may: "delete" });
    const other = await createPod(plane.admin, { ...pod, name: "plex-1" });
    await grant(cluster, pod, { deletes: [pod.name, other.name] });
    writeToken(await tokenOf(plane, other));
    const monitor = await start();
    assert.match(
      await refusal(monitor),
      /the API server refuses it \(.*mount-monitor-restart-self.*may restart only the pod that its token is bound to, plex-1 /,
    );
    assert.equal(await permitted(monitor), 0);
  });

  it("allows nothing where the policy is in force no more and the grants are taken back, and finds that out", async (t) => {
    const { pod, start, breakMount, waitForEvent } = await openMonitoredPod(t, cluster, { may: "delete" });
    const monitor = await start();
    await verdict(monitor);
    await revoke(cluster, pod);
    const { namespace, account: name } = pod;
    await allowed(plane, { namespace, name }, { verb: "delete", resource: "pods", name: pod.name }, false);
    breakMount();
    assert.match((await waitForEvent("RestartBlocked")).message, /lacks the permission "delete" on "pods"/);
    assert.equal((await findPod(plane.admin, pod)).metadata.deletionTimestamp, undefined);
  });

  describe("with other credentials on disk than at the start", () => {
    it("uses the token that is there when it acts, where the first has expired", async (t) => {
      const { pod, start, breakMount, writeToken } = await openMonitoredPod(t, cluster, { may: "delete" });
      const good = await tokenOf(plane, pod);
      writeToken(ageToken(plane, good, 2));
      const monitor = await start();
      assert.match(await refusal(monitor), /does not accept the token \(Unauthorized\)/);
      breakMount();
      const failed = await monitor.waitForLog("pod restart failed");
      assert.equal(failed["reason"], "token");
      // Only its age was wrong with the first one.
      writeToken(ageToken(plane, good, 0));
      await monitor.waitForLog("pod restart accepted");
      assert.deepEqual(codesOf(audit, pod), [200]);
    });

    it("uses the CA that is there when it acts, where the first was another", async (t) => {
      const { pod, start, breakMount, writeCa } = await openMonitoredPod(t, cluster, { may: "delete" });
      const { certPem } = await issueCa({ notBeforeMs: Date.now() - 60_000, notAfterMs: Date.now() + 3_600_000 });
      writeCa(certPem);
      const monitor = await start();
      assert.match(await refusal(monitor), /is not signed by the CA in .*ca\.crt/);
      breakMount();
      const failed = await monitor.waitForLog("pod restart failed");
      assert.match(String(failed["error"]), /is not signed by the CA in/);
      // As while a cluster changes its CA: both are trusted.
      writeCa(certPem + plane.caPem);
      await monitor.waitForLog("pod restart accepted");
      assert.deepEqual(codesOf(audit, pod), [200]);
    });
  });
});

function codesOf(audit: AuditTrail, pod: Parameters<AuditTrail["restartsOf"]>[0]): number[] {
  return audit.restartsOf(pod).map(({ code }) => code);
}

async function verdict(monitor: Program): Promise<string> {
  const { restart } = await monitor.waitForStatus("of a yes", ({ restart }) => restart.selfTest?.ok === true);
  return restart.selfTest?.message ?? "";
}

async function refusal(monitor: Program): Promise<string> {
  const { restart } = await monitor.waitForStatus("of a no", ({ restart }) => restart.selfTest?.ok === false);
  return restart.selfTest?.message ?? "";
}

async function permitted(monitor: Program): Promise<number> {
  const { text } = await monitor.get("/metrics");
  return Number(/^mount_monitor_restart_permitted (\d)$/m.exec(text)?.[1]);
}
