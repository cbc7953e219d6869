/** What the doctor says where the cluster or a Namespace is the reason; each provoked once on a real API server. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { missingControlPlane } from "./support/assets.ts";
import { assertSays, examine } from "./support/doctor/doctor-program.ts";
import { appPod, createNode, reportKubelet } from "./support/doctor/doctor-scene.ts";
import { missingPodAddress } from "./support/doctor/pod-address.ts";
import { openServiceScene, type ReplicaPod, type ServiceScene } from "./support/doctor/service-scene.ts";
import { missingKubectl } from "./support/kubectl.ts";
import { programOlderThan } from "./support/server-version.ts";
import { until } from "./support/until.ts";

const skip = missingControlPlane() ?? missingKubectl() ?? missingPodAddress() ?? false;
/** Restarts in place came with it. */
const since = { skip: programOlderThan(36) ?? false };
const PODS = "/api/v1/namespaces/media/pods";

describe("doctor, about what is around,", { skip }, () => {
  let scene: ServiceScene;
  let serving: ReplicaPod;
  before(async () => {
    scene = await openServiceScene();
    serving = await scene.startReplica();
    await serving.ready();
    await scene.plane.createNamespace("media");
    await scene.admin.expect(PODS, { method: "POST", body: appPod("plex-1") });
    await isWell();
  });
  after(() => scene?.close());
  const isWell = () => scene.examineUntilJust();
  const annotate = (annotations: object) =>
    scene.admin.expect("/api/v1/namespaces/media", { method: "PATCH", body: { metadata: { annotations } } });

  const createPod = (name: string, annotations: object) =>
    scene.admin.expect(PODS, {
      method: "POST",
      body: appPod(name, { annotations: { "mount-monitor.io/paths": "/mnt/media", ...annotations } }),
    });
  /** The webhook learns of a kubelet by a watch, and decides by it. */
  const knowsKubelet = (version: string) =>
    until(
      `a replica that knows of kubelet ${version}`,
      60_000,
      async () => (await serving.replica.status()).kubernetes.oldestKubelet === version,
      serving.replica.logText,
    );
  const removePod = (name: string) => scene.admin.expect(`${PODS}/${name}?gracePeriodSeconds=0`, { method: "DELETE" });

  it("knows a Namespace in which every annotated pod is refused", async () => {
    await annotate({ "mount-monitor.io/check-interval": "often" });
    const found = await scene.examineUntilJust("probe-denied");
    assert.equal(found.code, 1);
    const sentence =
      /^an annotated pod is refused: mount-monitor\.io\/check-interval is "often", .* \(set on Namespace media\)/;
    assertSays(found, "probe-denied", sentence, /^Correct the annotation that the message names/);
    assert.deepEqual(found.only("probe-denied").subject, { kind: "Namespace", name: "media" });
    await annotate({ "mount-monitor.io/check-interval": null });
    await isWell();
  });

  it("knows a Namespace that switches it off", async () => {
    await annotate({ "mount-monitor.io/inject": "false" });
    const found = await scene.examineUntilJust("switched-off");
    assert.equal(found.code, 0);
    assert.match(
      found.only("switched-off").sentence,
      /^mount-monitor\.io\/inject is false for all pods here, by the Name/,
    );
    await annotate({ "mount-monitor.io/inject": null });
    await isWell();
  });

  it("knows a kubelet that is too old", async () => {
    await createNode(scene.admin, "node-2", "v1.28.15");
    const found = await scene.examineUntilJust("kubelet-too-old");
    assert.equal(found.code, 0);
    assertSays(
      found,
      "kubelet-too-old",
      /^its kubelet is v1\.28\.15; .* no pod gets a native sidecar$/,
      /^Upgrade the node/,
    );
    await knowsKubelet("1.28");
    await reportKubelet(scene.admin, "node-2", "v1.36.3");
    await knowsKubelet("1.36");
    await isWell();
  });

  it("knows a pod that restarts in place, on a node that went back to an older version", since, async () => {
    await createPod("in-place", { "mount-monitor.io/restart": "in-place" });
    await isWell();
    await reportKubelet(scene.admin, "node-1", "v1.35.2");
    const found = await scene.examineUntilJust("in-place-unsupported");
    assert.equal(found.code, 0);
    const sentence = /^it restarts in place, which kubelet v1\.35\.2 of node node-1 cannot$/;
    assertSays(
      found,
      "in-place-unsupported",
      sentence,
      /^Keep the workload off that node, or set mount-monitor\.io\/rest/,
    );
    await removePod("in-place");
    await knowsKubelet("1.35");
    await isWell();
  });

  it("knows one that was made while it was not possible, and when it is", since, async () => {
    await createPod("late", { "mount-monitor.io/restart": "in-place" });
    const before = await scene.examineUntilJust("in-place-unsupported");
    assert.equal(before.code, 0);
    const sentence = /^restart: in-place was not possible when it was injected; node node-1 has kubelet v1\.35\.2$/;
    assertSays(before, "in-place-unsupported", sentence, /^Upgrade the nodes and restart the workload, or set mount/);
    await reportKubelet(scene.admin, "node-1", "v1.36.3");
    const after = await examine(scene.plane);
    assertSays(after, "in-place-unsupported", /; by now it is$/, /^kubectl -n media rollout restart deployment\/plex$/);
    // What the advice makes of the pod.
    await knowsKubelet("1.36");
    await removePod("late");
    await createPod("next", { "mount-monitor.io/restart": "in-place" });
    await isWell();
  });
});
