import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { missingControlPlane } from "./support/assets.ts";
import { grant } from "./support/account-grants.ts";
import { requestToken } from "./support/account-tokens.ts";
import type { AuditTrail } from "./support/audit-trail.ts";
import type { ControlPlane } from "./support/control-plane.ts";
import { type GuardedCluster, startGuardedCluster } from "./support/guarded-cluster.ts";
import { kubectlFor, missingKubectl } from "./support/kubectl.ts";
import { openMonitoredPod } from "./support/monitored-pod.ts";
import { createPod, findPod, type PodRef, removePod } from "./support/pods.ts";

const skip = missingControlPlane() ?? false;

describe("a monitor that deletes its pod on a real API server", { skip }, () => {
  let cluster: GuardedCluster;
  let plane: ControlPlane;
  let audit: AuditTrail;
  before(async () => {
    cluster = await startGuardedCluster();
    ({ plane, audit } = cluster);
  });
  after(() => cluster?.stop());
  const unboundToken = ({ namespace, account }: PodRef) => requestToken(plane.admin, { namespace, name: account });

  it("deletes it by its UID, with the grace period of the pod, and says why in events", async (t) => {
    const watched = await openMonitoredPod(t, cluster, { may: "delete" });
    const { pod } = watched;
    const monitor = await watched.start({ workload: "StatefulSet/plex" });
    watched.breakMount();
    await monitor.waitForLog("pod restart accepted");
    const { metadata } = await findPod(plane.admin, pod);
    assert.equal(metadata.uid, pod.uid);
    assert.equal(metadata.deletionGracePeriodSeconds, 30);
    const restart = await watched.waitForEvent("WatchdogRestart");
    assert.equal(restart.type, "Warning");
    assert.match(restart.message, /^restarting the pod \(delete\): .*missing for/);
    assert.deepEqual(restart.metadata.annotations, { "mount-monitor.io/workload": "StatefulSet/plex" });
    await watched.waitForEvent("MountUnhealthy");
    assert.equal((await watched.events()).length, 2);
    assert.deepEqual(
      audit.restartsOf(pod).map(({ verb, resource, code, body }) => [verb, resource, code, body.preconditions.uid]),
      [["delete", "pods", 200, pod.uid]],
    );
  });

  it("writes events that kubectl shows under the pod", async (t) => {
    const missing = missingKubectl();
    if (missing !== undefined) return t.skip(missing);
    const watched = await openMonitoredPod(t, cluster, { may: "delete" });
    const { namespace, name, uid } = watched.pod;
    await watched.start();
    watched.breakMount();
    await watched.waitForEvent("WatchdogRestart");
    await watched.waitForEvent("MountUnhealthy");
    const kubectl = kubectlFor(plane);
    const { stdout: described } = await kubectl(["describe", "pod", name, "--namespace", namespace]);
    const shown = described.slice(described.indexOf("Events:"));
    assert.match(shown, /Warning +WatchdogRestart .* mount-monitor +restarting the pod \(delete\): /);
    assert.match(shown, /Warning +MountUnhealthy .* mount-monitor +\S+: missing for /);
    const selector = `involvedObject.uid=${uid},reason=WatchdogRestart`;
    const { stdout: listed } = await kubectl(["get", "events", "--namespace", namespace, "--field-selector", selector]);
    assert.equal(listed.trim().split("\n").length, 2, listed);
    assert.match(listed, /pod\/plex-0 +restarting the pod \(delete\)/);
  });

  it("is done where the name belongs to a successor, and never touches that one", async (t) => {
    const watched = await openMonitoredPod(t, cluster, { may: "delete" });
    const { pod } = watched;
    // Of the pod's own token nothing is left with the pod; this one lets the API server look at the pod at all.
    watched.writeToken(await unboundToken(pod));
    const monitor = await watched.start();
    await removePod(plane.admin, pod);
    const successor = await createPod(plane.admin, pod);
    watched.breakMount();
    await monitor.waitForLog("pod restart accepted");
    assert.deepEqual(
      audit.restartsOf(pod).map(({ code }) => code),
      [409],
    );
    const found = await findPod(plane.admin, successor);
    assert.deepEqual([found.metadata.uid, found.metadata.deletionTimestamp], [successor.uid, undefined]);
  });

  it("is done where the pod is gone already", async (t) => {
    const watched = await openMonitoredPod(t, cluster, { may: "delete" });
    watched.writeToken(await unboundToken(watched.pod));
    const monitor = await watched.start();
    await removePod(plane.admin, watched.pod);
    watched.breakMount();
    await monitor.waitForLog("pod restart accepted");
    assert.deepEqual(
      audit.restartsOf(watched.pod).map(({ code }) => code),
      [404],
    );
  });

  it("has no token any more where the pod is gone, says that this may be why, and touches no successor", async (t) => {
    const watched = await openMonitoredPod(t, cluster, { may: "delete" });
    const { pod } = watched;
    const monitor = await watched.start();
    await removePod(plane.admin, pod);
    const successor = await createPod(plane.admin, pod);
    // The API server remembers for ten seconds that a token was good.
    await watched.waitUntilTokenIsVoid();
    watched.breakMount();
    const failed = await monitor.waitForLog("pod restart failed");
    assert.equal(failed["reason"], "token");
    assert.match(
      String(failed["error"]),
      /does not accept the token \(Unauthorized\); see that the pod is still there/,
    );
    assert.equal((await monitor.get("/healthz/ready")).status, 503);
    assert.equal((await findPod(plane.admin, successor)).metadata.deletionTimestamp, undefined);
  });

  it("deletes a pod that nothing replaces, and one that runs nowhere goes at once", async (t) => {
    const watched = await openMonitoredPod(t, cluster, { may: "delete", owned: false, node: undefined });
    const monitor = await watched.start();
    watched.breakMount();
    await monitor.waitForLog("pod restart accepted");
    assert.equal(await findPod(plane.admin, watched.pod), undefined);
    // What was written just before or at the same time stays, although the pod is gone.
    await watched.waitForEvent("WatchdogRestart");
  });

  it("deletes it also in a namespace that is being deleted, where no event can be written", async (t) => {
    const watched = await openMonitoredPod(t, cluster, { may: "delete" });
    const monitor = await watched.start();
    await plane.admin.expect(`/api/v1/namespaces/${watched.pod.namespace}`, { method: "DELETE" });
    watched.breakMount();
    await monitor.waitForLog("pod restart accepted");
    assert.ok((await findPod(plane.admin, watched.pod)).metadata.deletionTimestamp);
    const trouble = await monitor.waitForLog(({ msg }) => msg?.includes("write the event") ?? false);
    assert.match(trouble.msg ?? "", /not needed any more: the namespace is being deleted/);
    assert.deepEqual(await watched.events(), []);
  });

  it("goes on without the permission, says so once, and deletes it when that comes", async (t) => {
    const watched = await openMonitoredPod(t, cluster, { may: "events" });
    const { pod } = watched;
    const monitor = await watched.start({ watchdog: { action: "delete", maxRetries: 1 } });
    watched.breakMount();
    const blocked = await watched.waitForEvent("RestartBlocked");
    assert.match(
      blocked.message,
      new RegExp(`system:serviceaccount:${pod.namespace}:plex lacks the permission "delete" on "pods"`),
    );
    assert.equal((await findPod(plane.admin, pod)).metadata.deletionTimestamp, undefined);
    await grant(cluster, pod, { deletes: [pod.name] });
    await monitor.waitForLog("pod restart accepted");
    const codes = audit.restartsOf(pod).map(({ code }) => code);
    assert.deepEqual([codes.at(0), codes.at(-1), codes.filter((code) => code === 200).length], [403, 200, 1]);
    // Events are on their way by themselves.
    await watched.waitForEvent("WatchdogRestart");
    assert.equal((await watched.events("RestartBlocked")).length, 1);
    assert.equal((await watched.events("WatchdogRestart")).length, 1);
  });

  it("says in mode observe what it would have done, and does nothing", async (t) => {
    const watched = await openMonitoredPod(t, cluster, { may: "delete" });
    const monitor = await watched.start({ mode: "observe" });
    watched.breakMount();
    const event = await watched.waitForEvent("WatchdogRestart");
    assert.equal(event.type, "Normal");
    assert.match(event.message, /^would have restarted the pod \(delete; mode is observe\): /);
    await monitor.waitForStatus("of many failures", ({ mounts }) => (mounts[0]?.failureCount ?? 0) > 20);
    // That it might is tried all the same.
    await monitor.waitForStatus("of a self-test", ({ restart }) => restart.selfTest?.ok === true);
    assert.deepEqual(audit.restartsOf(watched.pod), []);
    assert.equal((await findPod(plane.admin, watched.pod)).metadata.deletionTimestamp, undefined);
  });

  it("waits while the budget is spent by earlier pods, and says so", async (t) => {
    const watched = await openMonitoredPod(t, cluster, { may: "delete" });
    const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString().slice(0, 19) + "Z";
    const monitor = await watched.start({
      watchdog: { action: "delete", budget: "2 per 1h", recentRestarts: [minutesAgo(50), minutesAgo(40)] },
    });
    watched.breakMount();
    const event = await watched.waitForEvent("RestartBlocked");
    assert.match(event.message, /^not restarting yet: the budget of 2 per 1h is spent; next restart in \d+m/);
    await monitor.waitForStatus("of many failures", ({ mounts }) => (mounts[0]?.failureCount ?? 0) > 20);
    assert.equal((await monitor.status()).restart.state, "held");
    assert.deepEqual(audit.restartsOf(watched.pod), []);
  });
});
