/** What the webhook lets monitors do, on a real API server: with its own account, its permissions and its policies. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { missingControlPlane } from "./support/assets.ts";
import { type ControlPlane, startControlPlane } from "./support/control-plane.ts";
import { type GrantScene, openGrantScene } from "./support/grants/grant-scene.ts";
import { createInjectedPod, type InjectedPodSpec } from "./support/grants/injected-pods.ts";

const skip = missingControlPlane() ?? false;

describe("grants", { skip, timeout: 300_000 }, () => {
  let plane: ControlPlane;
  let scene: GrantScene;
  before(async () => {
    plane = await startControlPlane();
    scene = await openGrantScene(plane);
    await scene.guard.enforce();
  });
  afterEach(() => scene?.stopReplicas());
  after(async () => {
    scene?.close();
    await plane?.stop();
  });

  const open = async (namespace: string, ...accounts: readonly string[]) => {
    await plane.createNamespace(namespace);
    for (const name of accounts)
      await plane.admin.expect(`/api/v1/namespaces/${namespace}/serviceaccounts`, {
        method: "POST",
        body: { metadata: { name } },
      });
  };
  const create = (namespace: string, pod: InjectedPodSpec) => createInjectedPod(plane, namespace, pod);
  const pods = (namespace: string) => `/api/v1/namespaces/${namespace}/pods`;
  const remove = (namespace: string, name: string) =>
    plane.admin.expect(`${pods(namespace)}/${name}`, { method: "DELETE", body: { gracePeriodSeconds: 0 } });

  it("let a pod delete itself and no other, follow pods as they come and go, and go with the last one", async () => {
    await open("media");
    await scene.startReplica();
    await create("media", { name: "a" });
    await scene.untilGranted("media", "delete a marker events");
    await create("media", { name: "b" });
    await scene.untilGranted("media", "delete a b marker events");
    await scene.untilMayDelete("media", "a");
    await scene.untilMayDelete("media", "b");
    assert.equal(await scene.tryDelete("media", "a", "b"), 422);
    await create("media", { name: "elsewhere", gateOnly: true });
    assert.equal(await scene.tryDelete("media", "a", "elsewhere"), 403);
    await remove("media", "a");
    await scene.untilGranted("media", "delete b marker events");
    await remove("media", "b");
    await scene.untilGranted("media", undefined);
  });

  it("are what each monitor needs, by account", async () => {
    await open("needs", "plex", "gates");
    await scene.startReplica();
    await create("needs", { name: "evicted", account: "plex", action: "evict" });
    await create("needs", { name: "forced", account: "plex", action: "evict", force: true });
    await create("needs", { name: "deleted", account: "plex" });
    await create("needs", { name: "in-place", account: "plex", action: "in-place" });
    await create("needs", { name: "gate", account: "gates", gateOnly: true });
    await create("needs", { name: "none", action: "none" });
    await scene.untilGranted("needs", "delete deleted forced evict evicted forced marker events", "plex");
    await scene.untilGranted("needs", "events");
    await scene.untilQuiet();
    assert.equal(await scene.granted("needs", "gates"), undefined);
  });

  it("stay with a pod that is told to go, until it is gone, and leave one that has ended", async () => {
    await open("ends");
    await scene.startReplica();
    await create("ends", { name: "ended" });
    await create("ends", { name: "going", finalizers: ["test.mount-monitor.io/hold"] });
    await create("ends", { name: "stays" });
    await scene.untilGranted("ends", "delete ended going stays marker events");
    await remove("ends", "going");
    await plane.admin.expect(`${pods("ends")}/ended/status`, {
      method: "PATCH",
      body: { status: { phase: "Succeeded" } },
    });
    await scene.untilGranted("ends", "delete going stays marker events");
    await scene.untilQuiet();
    assert.equal(await scene.granted("ends"), "delete going stays marker events");
    await plane.admin.expect(`${pods("ends")}/going`, { method: "PATCH", body: { metadata: { finalizers: null } } });
    await scene.untilGranted("ends", "delete stays marker events");
  });

  it("belong to the webhook's ClusterRole, also when that is made anew", async () => {
    await open("owned");
    await scene.startReplica();
    await create("owned", { name: "a" });
    await scene.untilGranted("owned", "delete a marker events");
    const path = "/apis/rbac.authorization.k8s.io/v1";
    const owners = async () => {
      const { items } = await plane.admin.expect(`${path}/namespaces/owned/roles`);
      return items.flatMap(({ metadata }: { metadata: { ownerReferences: object[] } }) => metadata.ownerReferences);
    };
    const { name, uid } = scene.guard.owner;
    const owner = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", name };
    assert.deepEqual(await owners(), [{ ...owner, uid }]);
    // As an installation that was removed and made anew leaves it, and then the garbage collector.
    const { rules } = await plane.admin.expect(`${path}/clusterroles/${name}`);
    await plane.admin.expect(`${path}/clusterroles/${name}`, { method: "DELETE" });
    const { metadata } = await plane.admin.expect(`${path}/clusterroles`, {
      method: "POST",
      body: { metadata: { name }, rules },
    });
    await plane.admin.expect(`${path}/namespaces/owned/roles/mount-monitor:default`, { method: "DELETE" });
    await scene.untilGranted("owned", "delete a marker events");
    assert.deepEqual(await owners(), [{ ...owner, uid: metadata.uid }]);
  });

  it("are not written by hand", async () => {
    await open("manual");
    const replica = await scene.startReplica({ mode: "manual" });
    const managed = await scene.startReplica();
    await create("manual", { name: "a" });
    await scene.untilGranted("manual", "delete a marker events");
    managed.stop();
    await scene.untilQuiet();
    const before = scene.writes.length;
    await create("manual", { name: "b" });
    await remove("manual", "a");
    await scene.untilQuiet();
    assert.equal(scene.writes.length, before);
    assert.equal(await scene.granted("manual"), "delete a marker events");
    const { mode, policy, writes } = replica.grants.status();
    assert.deepEqual([mode, policy.inForce, writes], ["manual", false, 0]);
  });

  it("are left alone in a namespace that is being deleted", async () => {
    await open("terminating");
    await scene.startReplica();
    await create("terminating", { name: "a" });
    await scene.untilGranted("terminating", "delete a marker events");
    await plane.admin.expect("/api/v1/namespaces/terminating", { method: "DELETE" });
    await plane.admin.expect(`/apis/rbac.authorization.k8s.io/v1/namespaces/terminating/roles/mount-monitor:default`, {
      method: "DELETE",
    });
    await scene.untilQuiet();
    assert.equal(await scene.granted("terminating"), "no Role");
    // A replica may hear of the Role before it hears of the namespace: then it has tried once.
    await scene.untilNoTrouble();
  });
});
