/** Grants beside what others do: objects of the same name, edits, permissions of their own, refusals. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { GRANT_LABEL } from "../../webhook/src/core/grants/names.ts";
import { missingControlPlane } from "./support/assets.ts";
import { type ControlPlane, startControlPlane } from "./support/control-plane.ts";
import { bindClusterRole } from "./support/guard/restart-accounts.ts";
import { ADMISSION, RBAC } from "./support/guard/guard-install.ts";
import { type GrantScene, openGrantScene } from "./support/grants/grant-scene.ts";
import { createInjectedPod } from "./support/grants/injected-pods.ts";
import { until } from "./support/until.ts";

const skip = missingControlPlane() ?? false;
const LIMIT_MS = 60_000;
const NAME = "mount-monitor:default";
const GIVEN = "delete a marker events";

describe("grants and others", { skip, timeout: 300_000 }, () => {
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

  const base = (namespace: string) => `${RBAC}/namespaces/${namespace}`;
  const role = (namespace: string) => `${base(namespace)}/roles/${NAME}`;
  const binding = (namespace: string) => `${base(namespace)}/rolebindings/${NAME}`;
  const patch = (path: string, body: object) => plane.admin.expect(path, { method: "PATCH", body });
  const remove = (path: string) => plane.admin.expect(path, { method: "DELETE" });
  const given = async (namespace: string) => {
    await plane.createNamespace(namespace);
    await createInjectedPod(plane, namespace, { name: "a" });
    await scene.untilGranted(namespace, GIVEN);
  };

  for (const [kind, path] of [
    ["Role", role],
    ["RoleBinding", binding],
  ] as const)
    it(`leave a ${kind} of somebody else's alone, say so, and take over when it is gone`, async () => {
      const namespace = `foreign-${kind.toLowerCase()}`;
      await plane.createNamespace(namespace);
      const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "theirs" };
      const theirs = await plane.admin.expect(path(namespace).replace(`/${NAME}`, ""), {
        method: "POST",
        body: { metadata: { name: NAME }, ...(kind === "Role" ? { rules: [] } : { roleRef, subjects: [] }) },
      });
      const replica = await scene.startReplica();
      await createInjectedPod(plane, namespace, { name: "a" });
      const title = `${kind} ${namespace}/${NAME}`;
      await until(title, LIMIT_MS, () => replica.grants.status().foreign.includes(title));
      // It may have made the other half before it knew, and takes that back.
      const isAlone = async () =>
        (await plane.admin.call((kind === "Role" ? binding : role)(namespace))).status === 404;
      await until(`no more than a ${kind}`, LIMIT_MS, isAlone);
      await scene.untilQuiet();
      assert.deepEqual(await plane.admin.expect(path(namespace)), theirs);
      assert.equal(await isAlone(), true);
      assert.equal(replica.logged.filter((line) => line.includes(title)).length, 1);
      await remove(path(namespace));
      // It looks again by itself only after a minute.
      replica.stop();
      await scene.startReplica();
      await scene.untilGranted(namespace, GIVEN);
    });

  it("give up what somebody takes the label from", async () => {
    const replica = await scene.startReplica();
    await given("unlabelled");
    await patch(role("unlabelled"), { metadata: { labels: { [GRANT_LABEL]: null } } });
    await until("a foreign Role", LIMIT_MS, () => replica.grants.status().foreign.length === 1);
    await until(
      "no binding of it",
      LIMIT_MS,
      async () => (await plane.admin.call(binding("unlabelled"))).status === 404,
    );
    await scene.untilQuiet();
    assert.deepEqual((await plane.admin.expect(role("unlabelled"))).metadata.labels, undefined);
    await patch(role("unlabelled"), { metadata: { labels: { [GRANT_LABEL]: "restart-self" } } });
    await scene.untilGranted("unlabelled", GIVEN);
    assert.deepEqual(replica.grants.status().foreign, []);
  });

  it("put back what somebody edits, and keep what is none of theirs", async () => {
    await scene.startReplica();
    await scene.startReplica();
    await given("edited");
    await patch(role("edited"), { metadata: { labels: { team: "media" }, annotations: { note: "n" } } });
    const secrets = { apiGroups: [""], resources: ["secrets"], verbs: ["get"] };
    const [subject] = (await plane.admin.expect(binding("edited"))).subjects;
    const edits: readonly (readonly [string, object])[] = [
      [role("edited"), { rules: [secrets] }],
      [role("edited"), { rules: null }],
      [role("edited"), { metadata: { ownerReferences: [] } }],
      [binding("edited"), { subjects: [{ ...subject, name: "other" }] }],
      [binding("edited"), { subjects: null }],
    ];
    for (const [path, edit] of edits) {
      await patch(path, edit);
      await until("it is put back", LIMIT_MS, async () => {
        const { metadata, subjects } = await plane.admin.expect(path);
        const right = path === role("edited") || (subjects?.length === 1 && subjects[0].name === "default");
        return right && metadata.ownerReferences?.length === 1 && (await scene.granted("edited")) === GIVEN;
      });
    }
    for (const path of [role("edited"), binding("edited")]) {
      await remove(path);
      await scene.untilGranted("edited", GIVEN);
    }
    const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" };
    const { metadata } = await plane.admin.expect(binding("edited"));
    await remove(binding("edited"));
    const body = { metadata: { name: NAME, labels: metadata.labels }, roleRef, subjects: [subject] };
    await plane.admin.call(`${base("edited")}/rolebindings`, { method: "POST", body });
    await until("the right Role is bound", LIMIT_MS, async () => {
      const reply = await plane.admin.call(binding("edited"));
      return reply.status === 200 && reply.json().roleRef.kind === "Role";
    });
    await scene.untilQuiet();
    const before = scene.writes.length;
    await scene.untilQuiet();
    assert.equal(scene.writes.length, before);
  });

  it("keep labels and annotations of others when a pod is added", async () => {
    await scene.startReplica();
    await given("labels");
    await patch(role("labels"), { metadata: { labels: { team: "media" }, annotations: { note: "n" } } });
    await createInjectedPod(plane, "labels", { name: "b" });
    await scene.untilGranted("labels", "delete a b marker events");
    const { labels, annotations } = (await plane.admin.expect(role("labels"))).metadata;
    assert.deepEqual([labels.team, annotations.note], ["media", "n"]);
  });

  it("leave an account alone that may delete any pod anyway", async (test) => {
    await plane.createNamespace("editors");
    // The rules of `edit` come from this ClusterRole by a controller, and there is none here.
    const account = { namespace: "editors", name: "default" };
    await bindClusterRole(plane, account, "system:aggregate-to-edit", { verb: "delete", resource: "pods" });
    const replica = await scene.startReplica();
    await createInjectedPod(plane, "editors", { name: "a" });
    await createInjectedPod(plane, "editors", { name: "e", action: "evict" });
    await given("beside");
    await scene.untilQuiet();
    // Writing events is no part of `edit` in older versions of Kubernetes. Also where the server was too busy to say what
    // the account may do, a Role was made, and one that is there keeps what it may come from.
    const explain = () => JSON.stringify(replica.grants.status());
    const look = async () => {
      const grant = (await scene.granted("editors")) ?? "none";
      return (grant === "none" || grant === "events") && replica.grants.status().pending === 0 && grant;
    };
    const left = await until("no grant but for events, and nothing to be done", LIMIT_MS, look, explain);
    test.diagnostic(`grant: ${left}`);
    assert.equal(await scene.tryDelete("editors", "a"), 200);
  });

  it("are written for others while one namespace refuses them, and follow as soon as it does not", async () => {
    const policies = `${ADMISSION}/validatingadmissionpolicies`;
    const bindings = `${ADMISSION}/validatingadmissionpolicybindings`;
    const rule = { apiGroups: ["*"], apiVersions: ["*"], operations: ["CREATE"], resources: ["roles"] };
    const spec = {
      matchConstraints: { resourceRules: [rule] },
      validations: [{ expression: "request.namespace != 'broken'", message: "no Roles here" }],
    };
    await plane.admin.expect(policies, { method: "POST", body: { metadata: { name: "no-roles" }, spec } });
    const body = { metadata: { name: "no-roles" }, spec: { policyName: "no-roles", validationActions: ["Deny"] } };
    await plane.admin.expect(bindings, { method: "POST", body });
    await plane.createNamespace("broken");
    await until("a namespace without Roles", LIMIT_MS, async () => {
      const path = `${base("broken")}/roles?dryRun=All`;
      const reply = await plane.admin.call(path, { method: "POST", body: { metadata: { name: "r" } } });
      return reply.status === 422;
    });
    const replica = await scene.startReplica();
    await createInjectedPod(plane, "broken", { name: "a" });
    await given("whole");
    const sentence = /^broken\/mount-monitor:default: failed to create Role broken\/.*no Roles here/;
    const troubles = () => replica.grants.status().troubles.join();
    await until("a sentence", LIMIT_MS, () => sentence.test(troubles()), troubles);
    // Once, and again where another trouble came in between.
    const said = replica.logged.filter((line) => line.includes("no Roles here")).length;
    assert.ok(said >= 1 && said <= 3, `${said} times`);
    await remove(`${bindings}/no-roles`);
    await scene.untilGranted("broken", GIVEN);
    await scene.untilNoTrouble();
  });
});
