/** What the doctor says where a monitor cannot do what it is there for; each provoked once on a real API server. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { freePort } from "../../tools/free-ports.ts";
import { missingControlPlane } from "./support/assets.ts";
import { assertSays, isJust, says } from "./support/doctor/doctor-program.ts";
import { appPod } from "./support/doctor/doctor-scene.ts";
import { missingPodAddress, reportRunning } from "./support/doctor/pod-address.ts";
import { openServiceScene, type ServiceScene } from "./support/doctor/service-scene.ts";
import { ADMISSION } from "./support/guard/guard-install.ts";
import { missingKubectl } from "./support/kubectl.ts";
import { watchOver } from "./support/monitored-pod.ts";
import { until } from "./support/until.ts";

const skip = missingControlPlane() ?? missingKubectl() ?? missingPodAddress() ?? false;
const LIMIT_MS = 120_000;

describe("doctor, about monitors that cannot restart their pod,", { skip }, () => {
  let scene: ServiceScene;
  before(async () => {
    scene = await openServiceScene();
    await (await scene.startReplica()).ready();
    await scene.plane.createNamespace("media");
  });
  after(() => scene?.close());
  const isWell = () => scene.examineUntilJust();
  const createPod = (namespace: string, name: string, annotations: object = {}) =>
    scene.admin.expect(`/api/v1/namespaces/${namespace}/pods`, {
      method: "POST",
      body: appPod(name, { annotations: { "mount-monitor.io/paths": "/mnt/media", ...annotations } }),
    });

  /** As somebody's own rule about what may be done in a cluster. Resolves once it is in force. */
  async function forbid(name: string, rule: object, expression: string, probe: () => Promise<boolean>) {
    const spec = {
      matchConstraints: { resourceRules: [rule] },
      validations: [{ expression, message: "not here" }],
    };
    const create = (kind: string, body: object) => scene.admin.expect(`${ADMISSION}/${kind}`, { method: "POST", body });
    await create("validatingadmissionpolicies", { metadata: { name }, spec });
    const binding = { metadata: { name }, spec: { policyName: name, validationActions: ["Deny"] } };
    await create("validatingadmissionpolicybindings", binding);
    await until("a rule in force", LIMIT_MS, probe);
    return () => scene.admin.expect(`${ADMISSION}/validatingadmissionpolicybindings/${name}`, { method: "DELETE" });
  }

  it("knows a webhook that may not write a Role, and why", async () => {
    await scene.plane.createNamespace("broken");
    const roles = "/apis/rbac.authorization.k8s.io/v1/namespaces/broken/roles?dryRun=All";
    const isForbidden = async () =>
      (await scene.admin.call(roles, { method: "POST", body: { metadata: { name: "r" } } })).status === 422;
    const rule = { apiGroups: ["*"], apiVersions: ["*"], operations: ["CREATE"], resources: ["roles"] };
    const allow = await forbid("no-roles", rule, "request.namespace != 'broken'", isForbidden);
    await createPod("broken", "plex-1");
    const why = /^it cannot give what it should to 1 service account: broken\/mount-monitor:default: .*: not here$/;
    const found = await scene.examineUntil(
      "just that it fails, and why",
      (found) => isJust(found, "cannot-restart", "grants-failing") && says(found, "grants-failing", why),
    );
    assert.equal(found.code, 1);
    assertSays(found, "grants-failing", why, /^kubectl -n mount-monitor logs mount-monitor-webhook-1$/);
    assertSays(found, "cannot-restart", /account default may not delete its pod/, /findings about policies and grants/);
    await allow();
    await isWell();
  });

  it("hears from a monitor that it may not, where RBAC says it may", async (t) => {
    const port = await freePort();
    const { metadata } = await createPod("media", "plex-1", { "mount-monitor.io/http-port": String(port) });
    await isWell();
    const path = "/api/v1/namespaces/media/pods/plex-1";
    const isForbidden = async () => (await scene.admin.call(`${path}?dryRun=All`, { method: "DELETE" })).status === 422;
    const rule = { apiGroups: [""], apiVersions: ["v1"], operations: ["DELETE"], resources: ["pods"] };
    const allow = await forbid("no-deletes", rule, "request.namespace != 'media'", isForbidden);
    const pod = { namespace: "media", name: "plex-1", uid: metadata.uid, account: "default" };
    const { start } = await watchOver(t, { plane: scene.plane }, pod);
    const monitor = await start({ httpPort: port });
    await monitor.waitForStatus("a no", ({ restart }) => restart.selfTest?.ok === false);
    await reportRunning(scene.admin, path, true);
    const sentence = /^its monitor may not restart its pod: .* 'no-deletes' .* denied request: not here\); see which /;
    // A first try may have had no answer at all.
    const found = await scene.examineUntil(
      "just what it was told",
      (found) => isJust(found, "self-test-failed") && says(found, "self-test-failed", sentence),
    );
    assert.equal(found.code, 1);
    assertSays(found, "self-test-failed", sentence, /^Do what the message says; the monitor finds out by itself/);
    await allow();
    // Nothing is restarted for that: it tries again.
    await isWell();
  });
});
