/** What the doctor says where nobody heeds policies at all: an API server without their admission plugin. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ownAccountBinding } from "../../webhook/src/core/install/own-account-policy.ts";
import { restartSelfBinding } from "../../webhook/src/core/install/restart-self-policy.ts";
import { missingControlPlane } from "./support/assets.ts";
import { assertSays } from "./support/doctor/doctor-program.ts";
import { appPod } from "./support/doctor/doctor-scene.ts";
import { missingPodAddress } from "./support/doctor/pod-address.ts";
import { openServiceScene, type ServiceScene } from "./support/doctor/service-scene.ts";
import { ADMISSION } from "./support/guard/guard-install.ts";
import { missingKubectl } from "./support/kubectl.ts";

const skip = missingControlPlane() ?? missingKubectl() ?? missingPodAddress() ?? false;

describe("doctor, where no policy is heeded,", { skip }, () => {
  let scene: ServiceScene;
  before(async () => {
    scene = await openServiceScene({
      apiServerFlags: ["--disable-admission-plugins=ValidatingAdmissionPolicy"],
      async writeBindings(admin, names) {
        const path = `${ADMISSION}/validatingadmissionpolicybindings`;
        for (const body of [restartSelfBinding(names), ownAccountBinding(names)])
          await admin.expect(path, { method: "POST", body });
      },
    });
    await (await scene.startReplica()).ready();
    await scene.plane.createNamespace("media");
  });
  after(() => scene?.close());

  it("believes the webhook, which has tried, more than objects that look right", async () => {
    await scene.admin.expect("/api/v1/namespaces/media/pods", { method: "POST", body: appPod("plex-1") });
    const found = await scene.examineUntilJust("policy-not-in-force", "cannot-restart");
    const inPlace = found.all("policy-in-place").map(({ subject }) => subject.name);
    assert.deepEqual(inPlace, ["mount-monitor-own-account"]);
    assert.equal(found.code, 1);
    const sentence = /^pod mount-monitor\/mount-monitor-webhook-1 finds it not in force: .* let a deletion through/;
    assertSays(found, "policy-not-in-force", sentence, /--disable-admission-plugins=ValidatingAdmissionPolicy/);
    assertSays(found, "cannot-restart", /^the service account default may not delete its pod/, /policies and grants/);
  });
});
