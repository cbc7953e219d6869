/** Pods that the webhook refuses are nowhere to be seen; the doctor finds them by what the real controllers write. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { missingControlPlane } from "./support/assets.ts";
import {
  type ControllerManager,
  missingControllerManager,
  startControllerManager,
} from "./support/controller-manager.ts";
import { appPod, type DoctorScene, openDoctorScene } from "./support/doctor/doctor-scene.ts";
import { missingKubectl } from "./support/kubectl.ts";

const skip = missingControlPlane() ?? missingKubectl() ?? missingControllerManager() ?? false;

describe("doctor, about pods that are refused,", { skip }, () => {
  let scene: DoctorScene;
  let controllers: ControllerManager;
  before(async () => {
    scene = await openDoctorScene();
    await scene.register();
    controllers = startControllerManager(scene.plane);
  });
  after(async () => {
    await controllers?.stop();
    await scene?.close();
  });

  it("says why, and what to change", async () => {
    const { spec } = appPod("refused");
    const labels = { app: "refused" };
    for (const [kind, group] of [
      ["deployments", "apps"],
      ["statefulsets", "apps"],
      ["jobs", "batch"],
    ] as const) {
      const annotations = { "mount-monitor.io/paths": "/mnt/boks" };
      const template = { metadata: { labels }, spec: { ...spec, restartPolicy: kind === "jobs" ? "Never" : "Always" } };
      const selector = kind === "jobs" ? {} : { selector: { matchLabels: labels } };
      const body = { metadata: { name: "refused", annotations }, spec: { ...selector, template } };
      await scene.admin.expect(`/apis/${group}/v1/namespaces/media/${kind}`, { method: "POST", body });
    }
    const { code, codes, all } = await scene.examineUntil(
      "three that are refused",
      (found) => found.all("pods-refused").length === 3,
    );
    assert.deepEqual([code, codes], [1, ["pods-refused"]]);
    const kinds = all("pods-refused").map(({ subject }) => subject.kind);
    assert.deepEqual(kinds.toSorted(), ["Job", "ReplicaSet", "StatefulSet"]);
    for (const { sentence, advice } of all("pods-refused")) {
      assert.match(
        sentence,
        /^its pods are refused, the last one \d minutes? ago: \/mnt\/boks lies on no volumeMount of an app container; .* \(path-not-mounted\)$/,
      );
      assert.equal(advice, "Use one of the volumeMounts that the message names, or mount a volume at the path.");
    }
  });
});
