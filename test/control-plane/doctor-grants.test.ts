/** What the doctor says about policies and grants; each fault provoked once on a real API server. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { missingControlPlane } from "./support/assets.ts";
import { assertSays } from "./support/doctor/doctor-program.ts";
import { type DoctorScene, openWellScene } from "./support/doctor/doctor-scene.ts";
import { ADMISSION, RBAC } from "./support/guard/guard-install.ts";
import { missingKubectl } from "./support/kubectl.ts";

const skip = missingControlPlane() ?? missingKubectl() ?? false;
const POLICY = `${ADMISSION}/validatingadmissionpolicies/mount-monitor-restart-self`;
const BINDINGS = `${ADMISSION}/validatingadmissionpolicybindings`;
const BINDING = `${BINDINGS}/mount-monitor-restart-self`;
const ROLES = `${RBAC}/namespaces/media`;

describe("doctor, about policies and grants,", { skip }, () => {
  let scene: DoctorScene;
  before(async () => void (scene = await openWellScene()));
  after(() => scene?.close());
  const isWell = () => scene.examineUntilJust();

  it("knows a binding that is gone, and the grants that are then too much", async () => {
    const { spec } = await scene.admin.expect(BINDING);
    await scene.admin.expect(BINDING, { method: "DELETE" });
    const { code, only } = await scene.examineUntilJust("policy-binding-missing", "grants-without-policy");
    assert.equal(code, 1);
    const advice = "kubectl -n media delete role,rolebinding mount-monitor:default";
    assert.equal(only("grants-without-policy").advice, advice);
    const body = { metadata: { name: "mount-monitor-restart-self" }, spec };
    await scene.admin.expect(BINDINGS, { method: "POST", body });
    await isWell();
  });

  it("knows a binding that only looks on, or only in places", async () => {
    await scene.patch(BINDING, { spec: { validationActions: ["Audit"] } });
    await scene.examineUntilJust("policy-does-not-deny", "grants-without-policy");
    const namespaceSelector = { matchLabels: { a: "b" } };
    await scene.patch(BINDING, { spec: { validationActions: ["Deny"], matchResources: { namespaceSelector } } });
    await scene.examineUntilJust("policy-does-not-deny", "grants-without-policy");
    await scene.patch(BINDING, { spec: { matchResources: null } });
    await isWell();
  });

  it("knows a policy that lets through what it cannot judge", async () => {
    await scene.patch(POLICY, { spec: { failurePolicy: "Ignore" } });
    const found = await scene.examineUntilJust("policy-fails-open", "grants-without-policy");
    assert.equal(found.code, 1);
    assertSays(found, "policy-fails-open", /^its failurePolicy is Ignore$/, /^Install mount-monitor anew\.$/);
    await scene.patch(POLICY, { spec: { failurePolicy: "Fail" } });
    await isWell();
  });

  it("knows a policy that somebody changed, and what the type checker says", async () => {
    const { spec } = await scene.admin.expect(POLICY);
    await scene.patch(POLICY, { spec: { validations: [{ expression: "true" }] } });
    // What a controller would write.
    const warning = { fieldRef: "spec.validations[0].expression", warning: "no such field" };
    await scene.patch(`${POLICY}/status`, { status: { typeChecking: { expressionWarnings: [warning] } } });
    const { code, only } = await scene.examineUntilJust("policy-differs", "policy-type-warnings");
    assert.equal(code, 0);
    assert.equal(only("policy-type-warnings").sentence, "spec.validations[0].expression: no such field");
    await scene.patch(POLICY, { spec });
    await scene.patch(`${POLICY}/status`, { status: { typeChecking: null } });
    await isWell();
  });

  it("knows a policy that is gone", async () => {
    const { spec } = await scene.admin.expect(POLICY);
    await scene.admin.expect(POLICY, { method: "DELETE" });
    await scene.examineUntilJust("policy-missing", "grants-without-policy");
    const body = { metadata: { name: "mount-monitor-restart-self" }, spec };
    await scene.admin.expect(POLICY.slice(0, POLICY.lastIndexOf("/")), { method: "POST", body });
    await isWell();
  });

  it("knows a pod whose account may not delete it", async () => {
    await scene.createPod("media", "plex-3");
    const { code, only } = await scene.examineUntilJust("cannot-restart");
    assert.equal(code, 1);
    const { subject, pods, sentence } = only("cannot-restart");
    assert.deepEqual([subject, pods], [{ kind: "Deployment", namespace: "media", name: "plex" }, ["plex-3"]]);
    assert.equal(sentence, "the service account default may not delete its pod, so a dead mount stays");
  });

  it("believes the API server where the permission is from somebody else", async () => {
    const metadata = { name: "all-pods" };
    const rules = [{ apiGroups: [""], resources: ["pods"], verbs: ["delete"] }];
    const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "all-pods" };
    const subjects = [{ kind: "ServiceAccount", namespace: "media", name: "default" }];
    await scene.admin.expect(`${ROLES}/roles`, { method: "POST", body: { metadata, rules } });
    await scene.admin.expect(`${ROLES}/rolebindings`, { method: "POST", body: { metadata, roleRef, subjects } });
    await isWell();
    for (const kind of ["roles", "rolebindings"])
      await scene.admin.expect(`${ROLES}/${kind}/all-pods`, { method: "DELETE" });
    await scene.removePod("media", "plex-3");
  });

  it("knows a Role of somebody else in the place of ours", async () => {
    const role = `${ROLES}/roles/mount-monitor:default`;
    await scene.patch(role, { metadata: { labels: { "mount-monitor.io/grant": null } } });
    const { code, only } = await scene.examineUntilJust("foreign-grant");
    // What it grants still holds.
    assert.equal(code, 0);
    const subject = { kind: "Role", namespace: "media", name: "mount-monitor:default" };
    assert.deepEqual(only("foreign-grant").subject, subject);
    await scene.patch(role, { metadata: { labels: { "mount-monitor.io/grant": "restart-self" } } });
    await isWell();
  });
});
