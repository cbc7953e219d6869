/** What the doctor says about pods and workloads; each fault provoked once on a real API server. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { missingControlPlane } from "./support/assets.ts";
import { examine } from "./support/doctor/doctor-program.ts";
import { appPod, type DoctorScene, openWellScene } from "./support/doctor/doctor-scene.ts";
import { missingKubectl } from "./support/kubectl.ts";
import { until } from "./support/until.ts";

const skip = missingControlPlane() ?? missingKubectl() ?? false;
const PODS = "/api/v1/namespaces/media/pods";
const DEPLOYMENTS = "/apis/apps/v1/namespaces/media/deployments";
const RESTART = "kubectl -n media rollout restart deployment/plex";

describe("doctor, about pods,", { skip }, () => {
  let scene: DoctorScene;
  before(async () => {
    scene = await openWellScene();
    await tellTwoToGo();
  });
  after(() => scene?.close());
  const look = (...args: readonly string[]) => examine(scene.plane, ["-n", "media", ...args]);

  /** No kubelet ends them. Long before anybody asks, since it takes a minute until they are late. */
  async function tellTwoToGo(): Promise<void> {
    await scene.plane.createNamespace("leaving");
    await scene.createPod("leaving", "stuck");
    await scene.createPod("leaving", "held", { finalizers: ["example.org/hold"] });
    for (const name of ["stuck", "held"]) {
      const path = `/api/v1/namespaces/leaving/pods/${name}`;
      await scene.admin.expect(`${path}?gracePeriodSeconds=1`, { method: "DELETE" });
    }
    const { uid } = (await scene.admin.expect("/api/v1/namespaces/leaving/pods/stuck")).metadata;
    const free = "echo 1 > /sys/fs/fuse/connections/52/abort";
    const body = {
      metadata: { name: "stuck.1" },
      involvedObject: { kind: "Pod", namespace: "leaving", name: "stuck", uid },
      message: `the pod may not be able to stop while /mnt/media (free it on node node-1: ${free}) hangs`,
    };
    await scene.admin.expect("/api/v1/namespaces/leaving/events", { method: "POST", body });
  }

  it("knows pods and workloads that were annotated while the webhook was not there", async () => {
    await scene.unregister();
    await scene.createPod("media", "late");
    const { metadata, spec } = appPod("late");
    const { labels, annotations } = metadata;
    const template = { metadata: { labels }, spec: { ...spec, nodeName: "" } };
    const body = { metadata: { name: "plex", annotations }, spec: { selector: { matchLabels: labels }, template } };
    await scene.admin.expect(DEPLOYMENTS, { method: "POST", body });
    const without = await look();
    assert.deepEqual(without.codes, ["webhook-configuration-missing", "not-injected", "workload-not-injected"]);
    await scene.register();
    const { code, codes, only } = await look();
    assert.deepEqual([code, codes], [1, ["not-injected", "workload-not-injected"]]);
    assert.deepEqual([only("not-injected").pods, only("not-injected").advice], [["late"], RESTART]);
    assert.equal(only("workload-not-injected").advice, RESTART);
  });

  it("gives advice about them that helps", async () => {
    // What the advice does to the workload.
    const restartedAt = { "kubectl.kubernetes.io/restartedAt": "2026-11-26T12:00:00Z" };
    await scene.patch(`${DEPLOYMENTS}/plex`, { spec: { template: { metadata: { annotations: restartedAt } } } });
    await scene.removePod("media", "late");
    assert.deepEqual((await look()).codes, []);
  });

  it("knows a namespace that is left alone from pods that were missed", async () => {
    await scene.createPod("kube-system", "agent");
    const { code, codes, only } = await examine(scene.plane, ["-n", "kube-system"]);
    assert.deepEqual([code, codes], [0, ["excluded-namespace"]]);
    assert.match(only("excluded-namespace").advice, /change namespaceSelector of the webhook configuration/);
  });

  it("knows a pod of an older version, and one of another configuration", async () => {
    const { metadata } = await scene.admin.expect(`${PODS}/plex-1`);
    const status = JSON.parse(metadata.annotations["mount-monitor.io/status"]);
    const write = (name: string, change: object) => {
      const annotations = { "mount-monitor.io/status": JSON.stringify({ ...status, ...change }) };
      return scene.patch(`${PODS}/${name}`, { metadata: { annotations } });
    };
    await write("plex-1", { version: "0.0.1" });
    await write("plex-2", { config: "0" });
    const { code, codes, only } = await look();
    assert.deepEqual([code, codes], [0, ["outdated-version", "outdated-config"]]);
    assert.match(only("outdated-version").sentence, /^1 pod injected by version 0\.0\.1, today's is \d/);
    assert.deepEqual(only("outdated-config").pods, ["plex-2"]);
    for (const name of ["plex-1", "plex-2"]) await write(name, {});
    assert.deepEqual((await look()).codes, []);
  });

  it("tells what was skipped on purpose, and a pod that lost its label", async () => {
    const annotations = { "mount-monitor.io/paths": "/mnt/media", "mount-monitor.io/inject": "false" };
    await scene.createPod("media", "off", { annotations });
    await scene.patch(`${PODS}/plex-2`, { metadata: { labels: { "mount-monitor.io/injected": null } } });
    const { code, codes, only } = await look();
    assert.deepEqual([code, codes], [0, ["label-gone", "switched-off"]]);
    assert.deepEqual([only("switched-off").pods, only("label-gone").pods], [["off"], ["plex-2"]]);
    await scene.patch(`${PODS}/plex-2`, { metadata: { labels: { "mount-monitor.io/injected": "true" } } });
  });

  it("knows a container of ours that cannot be started", async () => {
    const waiting = { reason: "ImagePullBackOff", message: "Back-off pulling image" };
    const initContainerStatuses = [
      { name: "mount-monitor-gate", image: "x", imageID: "", ready: false, restartCount: 0, state: { waiting } },
    ];
    await scene.patch(`${PODS}/plex-1/status`, { status: { initContainerStatuses } });
    const { code, codes, only } = await look();
    assert.equal(code, 1);
    assert.ok(codes.includes("container-does-not-start"));
    assert.match(only("container-does-not-start").sentence, /gate waits: ImagePullBackOff: Back-off pulling image$/);
  });

  it("knows a pod that should be gone, who holds it, and what frees it", async () => {
    const { code, all } = await until("two pods that are late", 300_000, async () => {
      const found = await examine(scene.plane, ["-n", "leaving"]);
      return found.all("terminating").length === 2 && found;
    });
    assert.equal(code, 1);
    const of = (name: string) => all("terminating").find(({ subject }) => subject.name === name);
    assert.equal(of("stuck")?.advice, "On node node-1, as root: echo 1 > /sys/fs/fuse/connections/52/abort");
    assert.match(of("stuck")?.sentence ?? "", /on node node-1, where a mount does not answer$/);
    assert.match(of("held")?.sentence ?? "", /finalizers hold it: example\.org\/hold$/);
  });
});
