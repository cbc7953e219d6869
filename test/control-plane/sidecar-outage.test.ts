import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { after, before, describe, it, type TestContext } from "node:test";
import type { SceneConfig } from "../../sidecar/test/support/scene.ts";
import { grant } from "./support/account-grants.ts";
import { missingControlPlane } from "./support/assets.ts";
import type { AuditTrail } from "./support/audit-trail.ts";
import type { ControlPlane } from "./support/control-plane.ts";
import { type GuardedCluster, startGuardedCluster } from "./support/guarded-cluster.ts";
import { type MonitoredPod, openMonitoredPod } from "./support/monitored-pod.ts";
import { findPod, podPath } from "./support/pods.ts";
import { until } from "./support/until.ts";

const skip = missingControlPlane() ?? false;

/** Rounds grow to a minute apart, and a busy machine needs its time to start an API server. */
const LIMIT_MS = 240_000;
const OUTAGE_MS = 60_000;
const ONE_CALL: SceneConfig = { watchdog: { action: "delete", maxRetries: 1 } };

describe("a monitor in trouble on a real API server", { skip }, () => {
  let cluster: GuardedCluster;
  let plane: ControlPlane;
  let audit: AuditTrail;
  before(async () => {
    cluster = await startGuardedCluster();
    ({ plane, audit } = cluster);
  });
  after(() => cluster?.stop());

  /** A pod whose mount dies just after its API server did. */
  async function loseBoth(t: TestContext) {
    const watched = await openMonitoredPod(t, cluster, { may: "delete" });
    const monitor = await watched.start(ONE_CALL);
    await monitor.waitForStatus("of a self-test", ({ restart }) => restart.selfTest?.ok === true);
    await plane.stopApiServer();
    watched.breakMount();
    return { ...watched, monitor };
  }

  const deletionsOf = ({ pod }: MonitoredPod) => audit.restartsOf(pod).filter(({ code }) => code === 200).length;
  /**
   * A server that has just started may do what it is asked and answer too late: then it is asked again, in the same
   * round, which changes nothing.
   */
  const toldInOneRound = (watched: MonitoredPod) =>
    assert.ok(deletionsOf(watched) <= 3, `${deletionsOf(watched)} calls`);
  const toldToGo = (watched: MonitoredPod) =>
    until(`deletion of ${watched.pod.name}`, LIMIT_MS, () => deletionsOf(watched) > 0);
  /** A server that has just started may also have refused: it does not know its Roles at first. */
  const countSaid = async ({ events }: MonitoredPod) => {
    const said = await events();
    const count = (reason: string, message = /./) =>
      said.filter((event) => event.reason === reason && message.test(event.message)).length;
    return {
      counts: [count("MountUnhealthy"), count("WatchdogRestart"), count("RestartBlocked", /cannot be reached/)],
      text: said.map(({ reason, message }) => `${reason}: ${message}`).join("\n"),
    };
  };
  const saidOnce = async (watched: MonitoredPod) => {
    const { counts, text } = await countSaid(watched);
    assert.deepEqual(counts, [1, 1, 1], text);
  };
  /** Events are on their way by themselves. */
  const saidAll = async (watched: MonitoredPod) => {
    let last = "";
    const look = async () => {
      const { counts, text } = await countSaid(watched);
      last = text;
      return counts.every((count) => count > 0);
    };
    await until("all there is to say", LIMIT_MS, look, () => last);
  };

  it("deletes the pod when the API server is back, and all that it had to say comes with it", async (t) => {
    const watched = await loseBoth(t);
    const failed = await watched.monitor.waitForLog("pod restart failed");
    assert.equal(failed["reason"], "unreachable");
    assert.equal((await watched.monitor.get("/healthz/ready")).status, 503);
    await plane.startApiServer();
    await toldToGo(watched);
    // Stopped by the kubelet a moment later, it has had its say: no event waits for its own time to come.
    await watched.monitor.waitForLog("pod restart accepted");
    assert.equal((await watched.monitor.stop()).code, 0);
    await saidOnce(watched);
    assert.equal(watched.monitor.logs("pod restart accepted").length, 1);
    toldInOneRound(watched);
  });

  it("deletes it once after an outage of a minute, although the monitor was killed and started anew meanwhile", async (t) => {
    const watched = await loseBoth(t);
    const stoppedMs = performance.now();
    await watched.monitor.waitForLog("pod restart failed");
    await watched.monitor.end();
    const second = await watched.startAgain();
    const failed = await second.waitForLog("pod restart failed");
    assert.ok(Number(failed["attempts"]) >= 2, "it goes on counting");
    await wait(Math.max(0, OUTAGE_MS - (performance.now() - stoppedMs)));
    assert.equal((await second.get("/healthz/live")).status, 200);
    await plane.startApiServer();
    await toldToGo(watched);
    await until("the status done", LIMIT_MS, async () => (await second.status()).restart.state === "done");
    assert.equal((await second.status()).restart.recent.length, 1);
    toldInOneRound(watched);
    const told = deletionsOf(watched);
    await saidAll(watched);
    await saidOnce(watched);
    // And one that starts after that knows that it was done.
    await second.end();
    const third = await watched.startAgain();
    const { restart } = await third.waitForStatus("of a check", ({ mounts }) => mounts[0]?.lastCheck !== null);
    assert.equal(restart.state, "done");
    await third.waitForStatus("of many failures", ({ mounts }) => (mounts[0]?.failureCount ?? 0) > 20);
    assert.equal(deletionsOf(watched), told);
  });

  it("deletes nothing for a mount that is back before it, and tells of both", async (t) => {
    const watched = await loseBoth(t);
    await watched.monitor.waitForLog("pod restart failed");
    watched.mendMount();
    await watched.monitor.waitForLog("mounts recovered, restart cancelled");
    await plane.startApiServer();
    await watched.waitForEvent("MountUnhealthy");
    await watched.waitForEvent("MountRecovered");
    assert.deepEqual(audit.restartsOf(watched.pod), []);
    assert.equal((await findPod(plane.admin, watched.pod)).metadata.deletionTimestamp, undefined);
  });
  it("announces nothing twice where it dies between the event and the deletion", async (t) => {
    const watched = await openMonitoredPod(t, cluster, { may: "events" });
    const { pod } = watched;
    const first = await watched.start(ONE_CALL);
    watched.breakMount();
    await watched.waitForEvent("WatchdogRestart");
    await watched.waitForEvent("RestartBlocked");
    await first.end();
    await grant(cluster, pod, { deletes: [pod.name] });
    const second = await watched.startAgain();
    await second.waitForLog("pod restart accepted");
    for (const reason of ["MountUnhealthy", "WatchdogRestart", "RestartBlocked"]) {
      await watched.waitForEvent(reason);
      assert.equal((await watched.events(reason)).length, 1, reason);
    }
    assert.equal(deletionsOf(watched), 1);
  });

  it("asks once more where it dies before it knows the answer, and that changes nothing", async (t) => {
    const watched = await openMonitoredPod(t, cluster, { may: "delete" });
    const { pod } = watched;
    const monitor = await watched.start();
    // For the pod it is the same whether its monitor asked and never heard, or somebody else did.
    await plane.admin.expect(podPath(pod), { method: "DELETE" });
    const { metadata: before } = await findPod(plane.admin, pod);
    watched.breakMount();
    await monitor.waitForLog("pod restart accepted");
    const { metadata } = await findPod(plane.admin, pod);
    assert.deepEqual(
      [metadata.deletionTimestamp, metadata.deletionGracePeriodSeconds, metadata.resourceVersion],
      [before.deletionTimestamp, before.deletionGracePeriodSeconds, before.resourceVersion],
    );
  });

  it("asks once and announces once, whenever it is killed", async (t) => {
    const watched = await openMonitoredPod(t, cluster, { may: "delete" });
    const { pod } = watched;
    let monitor = await watched.start();
    watched.breakMount();
    // From before the mount is unhealthy to after the deletion.
    for (const afterMs of [0, 50, 100, 150, 200]) {
      await wait(afterMs);
      await monitor.end();
      monitor = await watched.startAgain();
    }
    await monitor.waitForStatus("done", ({ restart }) => restart.state === "done");
    assert.equal((await monitor.status()).restart.recent.length, 1);
    await watched.waitForEvent("MountUnhealthy");
    await watched.waitForEvent("WatchdogRestart");
    for (const reason of ["MountUnhealthy", "WatchdogRestart"])
      assert.equal((await watched.events(reason)).length, 1, reason);
    assert.deepEqual(await watched.events("RestartBlocked"), []);
    // A call whose answer nobody lived to hear is made again, about the same pod. The API server may end one with a 5xx
    // when nobody listens any more.
    const calls = audit.restartsOf(pod);
    assert.ok(calls.some(({ code }) => code === 200));
    assert.ok(calls.every(({ code, body }) => (code === 200 || code >= 500) && body.preconditions.uid === pod.uid));
  });
});
