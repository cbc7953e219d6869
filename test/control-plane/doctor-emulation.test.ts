/** An API server that stays at an older version for a while after its upgrade (https://kep.k8s.io/4330): what counts is that. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { missingControlPlane } from "./support/assets.ts";
import { assertSays, examine } from "./support/doctor/doctor-program.ts";
import { appPod } from "./support/doctor/doctor-scene.ts";
import { missingPodAddress } from "./support/doctor/pod-address.ts";
import { openServiceScene, type ServiceScene } from "./support/doctor/service-scene.ts";
import { missingKubectl } from "./support/kubectl.ts";
import { programOlderThan } from "./support/server-version.ts";

/** With which version of Kubernetes restarts in place came. */
const IN_PLACE_MINOR = 36;

const skip =
  missingControlPlane() ?? missingKubectl() ?? missingPodAddress() ?? programOlderThan(IN_PLACE_MINOR) ?? false;

describe("doctor, of a server that emulates an older version,", { skip }, () => {
  let scene: ServiceScene;
  before(async () => {
    scene = await openServiceScene({ apiServerFlags: ["--emulated-version=kube=1.35"] });
    await (await scene.startReplica()).ready();
    await scene.plane.createNamespace("media");
  });
  after(() => scene?.close());

  it("knows that it cannot do what it could do", async () => {
    const annotations = { "mount-monitor.io/paths": "/mnt/media", "mount-monitor.io/restart": "in-place" };
    const body = appPod("plex-1", { annotations });
    await scene.admin.expect("/api/v1/namespaces/media/pods", { method: "POST", body });
    const found = await scene.examineUntilJust("in-place-unsupported");
    assert.equal(found.code, 0);
    const sentence = /; the server is v1\.35 \(emulated by v1\.\d\d\.\d+\)$/;
    assertSays(found, "in-place-unsupported", sentence, /^Upgrade the API server and restart the workload, or set /);
    const { report, only } = await examine(scene.plane);
    assert.match(report.kubernetes, /^v1\.35 /);
    assert.match(only("cluster-supported").sentence, /^Kubernetes v1\.35 \(emulated by v1\./);
  });
});
