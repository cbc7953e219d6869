import assert from "node:assert/strict";
import { after, before, describe, it, type TestContext } from "node:test";
import type { SceneConfig } from "../../sidecar/test/support/scene.ts";
import { type ApiClient, createApiClient } from "./support/api-client.ts";
import { missingControlPlane } from "./support/assets.ts";
import type { AuditTrail } from "./support/audit-trail.ts";
import { missingControllerManager, startControllerManager } from "./support/controller-manager.ts";
import { countHealthy, createBudget, removeBudget } from "./support/disruption-budgets.ts";
import { type GuardedCluster, startGuardedCluster } from "./support/guarded-cluster.ts";
import { openMonitoredPod, tokenOf } from "./support/monitored-pod.ts";
import { createPod, findPod, removePod, reportReady } from "./support/pods.ts";

const skip = missingControlPlane() ?? false;

/** Rounds follow each other soon, so that what a test changes is noticed soon. */
const EVICT: SceneConfig = {
  watchdog: { action: "evict", maxRetries: 2, retryBackoffInitial: "20ms", retryBackoffMax: "1s" },
};

describe("a monitor that evicts its pod on a real API server", { skip }, () => {
  let cluster: GuardedCluster;
  let admin: ApiClient;
  let audit: AuditTrail;
  before(async () => {
    cluster = await startGuardedCluster();
    ({ audit } = cluster);
    ({ admin } = cluster.plane);
  });
  after(() => cluster?.stop());

  const as = async (token: string, path: string) => {
    const client = createApiClient(cluster.plane.connectionWith(token));
    return client.call(path).finally(() => client.close());
  };

  /** A pod with a label that budgets select, which runs and is ready, and its monitor. */
  async function startEvicting(t: TestContext) {
    const watched = await openMonitoredPod(t, cluster, { may: "evict", labels: { app: "plex" } });
    const { pod } = watched;
    await reportReady(admin, pod, true);
    const budget = { namespace: pod.namespace, name: "plex" };
    return {
      ...watched,
      budget,
      codes: () => audit.restartsOf(pod).map(({ code }) => code),
      start: () => watched.start(EVICT),
    };
  }

  it("evicts it by its UID, which is seen on the pod", async (t) => {
    const { pod, start, breakMount, waitForEvent } = await startEvicting(t);
    const monitor = await start();
    breakMount();
    await monitor.waitForLog("pod restart accepted");
    assert.deepEqual(
      audit.restartsOf(pod).map(({ resource, code, body }) => [resource, code, body.deleteOptions.preconditions.uid]),
      [["pods/eviction", 201, pod.uid]],
    );
    const { metadata, status } = await findPod(admin, pod);
    assert.ok(metadata.deletionTimestamp);
    const target = status.conditions.find(({ type }: { type: string }) => type === "DisruptionTarget");
    assert.equal(target?.reason, "EvictionByEvictionAPI");
    assert.match((await waitForEvent("WatchdogRestart")).message, /^restarting the pod \(evict\): /);
  });

  it("waits unready while a budget has no room, says so once, and goes when there is room", async (t) => {
    const { start, breakMount, waitForEvent, events, budget, codes } = await startEvicting(t);
    await createBudget(admin, budget);
    await countHealthy(admin, budget, 1);
    const monitor = await start();
    breakMount();
    const blocked = await waitForEvent("RestartBlocked");
    assert.match(
      blocked.message,
      /its PodDisruptionBudget has no room \(The disruption budget plex needs 1 healthy pods and has 1 currently\)/,
    );
    const failed = await monitor.waitForLog("pod restart failed");
    assert.equal(failed["reason"], "disruption-budget");
    assert.equal((await monitor.get("/healthz/ready")).status, 503);
    await monitor.waitForStatus("with the reason", ({ restart }) => !!restart.reason?.includes("PodDisruptionBudget"));
    // It was tried early; that it was asked at all shows the permission.
    await monitor.waitForStatus("of a self-test", ({ restart }) => restart.selfTest?.ok === true);
    await countHealthy(admin, budget, 2);
    await monitor.waitForLog("pod restart accepted");
    const all = codes();
    assert.ok(all.length >= 2);
    assert.deepEqual([...all.slice(0, -1).filter((code) => code !== 429), all.at(-1)], [201]);
    // Events are on their way by themselves.
    await waitForEvent("WatchdogRestart");
    assert.equal((await events("RestartBlocked")).length, 1);
    assert.equal((await events("WatchdogRestart")).length, 1);
  });

  it("waits as long as the server says while a budget is too new to be counted", async (t) => {
    const { start, breakMount, budget } = await startEvicting(t);
    await createBudget(admin, budget);
    const monitor = await start();
    breakMount();
    const failed = await monitor.waitForLog("pod restart failed");
    assert.match(String(failed["error"]), /The disruption budget plex is still being processed by the server/);
    assert.equal(failed["retryIn"], "10s");
  });

  it("is refused where two budgets select the pod, says which setting helps, and goes when one is left", async (t) => {
    const { pod, start, breakMount, waitForEvent, budget, codes } = await startEvicting(t);
    const second = { namespace: pod.namespace, name: "plex-too" };
    for (const one of [budget, second]) {
      await createBudget(admin, one);
      await countHealthy(admin, one, 2);
    }
    const monitor = await start();
    breakMount();
    const blocked = await waitForEvent("RestartBlocked");
    assert.match(
      blocked.message,
      /more than one PodDisruptionBudget selects this pod; leave only one, or choose delete/,
    );
    const { restart } = await monitor.waitForStatus("of a self-test", ({ restart }) => restart.selfTest !== null);
    assert.equal(restart.selfTest?.ok, false);
    await removeBudget(admin, second);
    await monitor.waitForLog("pod restart accepted");
    assert.deepEqual([codes().at(0), codes().at(-1)], [500, 201]);
  });

  it("goes without room where AlwaysAllow is set, once the pod is seen to be unready", async (t) => {
    const { pod, start, breakMount, waitForEvent, budget, codes } = await startEvicting(t);
    await createBudget(admin, budget, { unhealthyPodEvictionPolicy: "AlwaysAllow" });
    await countHealthy(admin, budget, 0);
    const monitor = await start();
    breakMount();
    await waitForEvent("RestartBlocked");
    await reportReady(admin, pod, false);
    await monitor.waitForLog("pod restart accepted");
    assert.deepEqual([codes().at(0), codes().at(-1)], [429, 201]);
  });

  it("goes by IfHealthyBudget only while enough others are healthy, also when it is unready itself", async (t) => {
    const { pod, start, breakMount, waitForEvent, budget, codes } = await startEvicting(t);
    await createBudget(admin, budget, { unhealthyPodEvictionPolicy: "IfHealthyBudget" });
    await countHealthy(admin, budget, 0);
    await reportReady(admin, pod, false);
    const monitor = await start();
    breakMount();
    const blocked = await waitForEvent("RestartBlocked");
    assert.match(
      blocked.message,
      /needs 1 healthy pods and has 0 currently\); give it some, or set unhealthyPodEvictionPolicy/,
    );
    // Another is healthy now, and none can be spared: for an unready pod that is enough.
    await countHealthy(admin, budget, 1);
    await monitor.waitForLog("pod restart accepted");
    assert.deepEqual([codes().at(0), codes().at(-1)], [429, 201]);
  });

  it("does not ask the budget for a pod that is still Pending", async (t) => {
    const watched = await openMonitoredPod(t, cluster, { may: "evict", labels: { app: "plex" } });
    const budget = { namespace: watched.pod.namespace, name: "plex" };
    await createBudget(admin, budget);
    await countHealthy(admin, budget, 0);
    const monitor = await watched.start(EVICT);
    watched.breakMount();
    await monitor.waitForLog("pod restart accepted");
    assert.deepEqual(
      audit.restartsOf(watched.pod).map(({ code }) => code),
      [201],
    );
  });

  it("never evicts a successor of the same name", async (t) => {
    const { pod, start, breakMount, writeToken, codes } = await startEvicting(t);
    const monitor = await start();
    const token = await tokenOf(cluster.plane, pod);
    writeToken(token);
    // From here on the API server remembers for ten seconds that the token is good, also without its pod.
    assert.equal((await as(token, "/api")).status, 200);
    await removePod(admin, pod);
    const successor = await createPod(admin, { ...pod, labels: { app: "plex" } });
    await reportReady(admin, successor, true);
    breakMount();
    const ended = await monitor.waitForLog(({ msg }) => msg === "pod restart accepted" || msg === "pod restart failed");
    // On a machine that took longer than that, the token is what is refused.
    if (ended.msg === "pod restart accepted") assert.deepEqual(codes(), [409]);
    else assert.equal(ended["reason"], "token");
    const found = await findPod(admin, successor);
    assert.deepEqual([found.metadata.uid, found.metadata.deletionTimestamp], [successor.uid, undefined]);
  });

  it("is done in a namespace that is being deleted, which takes no evictions and deletes the pod itself", async (t) => {
    const { pod, start, breakMount, codes } = await startEvicting(t);
    const monitor = await start();
    await admin.expect(`/api/v1/namespaces/${pod.namespace}`, { method: "DELETE" });
    breakMount();
    await monitor.waitForLog("pod restart accepted");
    assert.deepEqual(codes(), [403]);
  });

  it("goes by the counts of the real disruption controller", async (t) => {
    const missing = missingControllerManager();
    if (missing !== undefined) return t.skip(missing);
    const controller = startControllerManager(cluster.plane, ["disruption-controller"]);
    t.after(() => controller.stop());
    const { pod, start, breakMount, waitForEvent, budget, codes } = await startEvicting(t);
    await createBudget(admin, budget);
    const monitor = await start();
    breakMount();
    const blocked = await waitForEvent("RestartBlocked");
    assert.match(blocked.message, /PodDisruptionBudget/);
    assert.equal((await findPod(admin, pod)).metadata.deletionTimestamp, undefined);
    const other = await createPod(admin, { ...pod, name: "plex-1", labels: { app: "plex" } });
    await reportReady(admin, other, true);
    await monitor.waitForLog("pod restart accepted");
    assert.deepEqual([codes().at(0), codes().at(-1)], [429, 201]);
    assert.equal((await findPod(admin, other)).metadata.deletionTimestamp, undefined);
  });
});
