/** No policy, no grant: what the webhook gives while the policy about restarts comes, goes and changes. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { type InjectedPod, readInjectedPod } from "../../webhook/src/core/pods/injected-pod.ts";
import { tryPolicy } from "../../webhook/src/io/grants/try-policy.ts";
import { requestToken } from "./support/account-tokens.ts";
import { missingControlPlane } from "./support/assets.ts";
import { type ControlPlane, startControlPlane } from "./support/control-plane.ts";
import { ADMISSION } from "./support/guard/guard-install.ts";
import { FAST, type GrantScene, openGrantScene } from "./support/grants/grant-scene.ts";
import { createInjectedPod } from "./support/grants/injected-pods.ts";
import { until } from "./support/until.ts";

const skip = missingControlPlane() ?? false;
const LIMIT_MS = 60_000;
const GIVEN = "delete a marker events";

describe("grants and the policy", { skip, timeout: 300_000 }, () => {
  let plane: ControlPlane;
  let scene: GrantScene;
  before(async () => {
    plane = await startControlPlane();
    scene = await openGrantScene(plane);
  });
  afterEach(() => scene?.stopReplicas());
  after(async () => {
    scene?.close();
    await plane?.stop();
  });

  const open = async (namespace: string) => {
    await plane.createNamespace(namespace);
    await createInjectedPod(plane, namespace, { name: "a" });
  };
  const policyPath = (kind: "policies" | "policybindings") =>
    `${ADMISSION}/validatingadmission${kind}/${scene.guard.names.restartPolicy}`;

  it("give events alone where no policy is installed, and say what to do", async () => {
    await open("none");
    const replica = await scene.startReplica();
    await scene.untilGranted("none", "events");
    const why =
      "ValidatingAdmissionPolicyBinding mount-monitor-restart-self is missing; install it again, as it comes with the webhook";
    await until("a sentence in the log", LIMIT_MS, () => replica.logged.some((line) => line.startsWith("error")));
    await scene.untilQuiet();
    assert.deepEqual(replica.grants.status().policy, { inForce: false, why });
    assert.deepEqual(
      replica.logged.filter((line) => line.startsWith("error")),
      [`error no monitor may restart its pod ${JSON.stringify({ reason: why })}`],
    );
    assert.equal(await scene.granted("none"), "events");
    assert.equal(await scene.tryDelete("none", "a"), 403);
  });

  it("are given once it is in force, taken back when it goes, and given again when it is back", async () => {
    await open("back");
    const replicas = [await scene.startReplica(), await scene.startReplica()];
    await scene.untilGranted("back", "events");
    await scene.guard.enforce();
    await scene.untilGranted("back", GIVEN);
    await scene.untilMayDelete("back", "a");
    for (let round = 0; round < 3; round++) {
      await scene.setPolicyBinding(false);
      await scene.untilGranted("back", "events");
      await scene.setPolicyBinding(true);
      await scene.untilGranted("back", GIVEN);
    }
    assert.ok(replicas.some(({ grants }) => grants.status().revocations >= 3 / 2));
    const revoked = replicas.flatMap(({ logged }) => logged.filter((line) => line.startsWith("warn grant taken back")));
    assert.ok(revoked.length >= 3);
  });

  it("are taken back from pods that came and went while no replica was there", async () => {
    await open("orphan");
    const first = await scene.startReplica();
    await scene.untilGranted("orphan", GIVEN);
    first.stop();
    await plane.admin.expect("/api/v1/namespaces/orphan/pods/a", { method: "DELETE" });
    await scene.setPolicyBinding(false);
    await scene.startReplica({ timing: { ...FAST, keepMs: 600_000 } });
    await scene.untilGranted("orphan", "events");
    await scene.setPolicyBinding(true);
  });

  const changes: ReadonlyArray<
    readonly [what: string, kind: "policies" | "policybindings", spec: object, back?: object]
  > = [
    ["warns only", "policybindings", { validationActions: ["Warn"] }, { validationActions: ["Deny"] }],
    [
      "holds in some namespaces",
      "policybindings",
      { matchResources: { namespaceSelector: { matchLabels: { a: "b" } } } },
      { matchResources: null },
    ],
    ["lets errors pass", "policies", { failurePolicy: "Ignore" }, { failurePolicy: "Fail" }],
    ["is about nobody", "policies", { matchConditions: [{ name: "never", expression: "false" }] }],
  ];
  for (const [what, kind, spec, back] of changes)
    it(`are taken back when it ${what}`, async () => {
      const namespace = what.replaceAll(" ", "-");
      await open(namespace);
      const replica = await scene.startReplica();
      await scene.untilGranted(namespace, GIVEN);
      const before = await plane.admin.expect(policyPath(kind));
      await plane.admin.expect(policyPath(kind), { method: "PATCH", body: { spec } });
      await scene.untilGranted(namespace, "events");
      assert.equal(replica.grants.status().policy.inForce, false);
      await plane.admin.expect(policyPath(kind), {
        method: "PATCH",
        body: { spec: back ?? { matchConditions: before.spec.matchConditions } },
      });
      await scene.untilGranted(namespace, GIVEN);
    });

  it("go by what a dry run says, and it deletes nothing", async () => {
    await open("tried");
    const { account, names } = scene.guard;
    const connection = plane.connectionWith(await requestToken(plane.admin, account));
    const path = "/api/v1/namespaces/tried/pods";
    const seen = async (name: string) => readInjectedPod(await plane.admin.expect(`${path}/${name}`)) as InjectedPod;
    const tried = async (pod: InjectedPod) => (await tryPolicy(connection, names.restartPolicy, pod)).t;
    // With a node, so that it takes its time.
    await createInjectedPod(plane, "tried", { name: "going", node: "n1" });
    await createInjectedPod(plane, "tried", { name: "gone" });
    const [stays, going, gone] = [await seen("a"), await seen("going"), await seen("gone")];
    await plane.admin.expect(`${path}/going`, { method: "DELETE" });
    await plane.admin.expect(`${path}/gone`, { method: "DELETE" });
    assert.equal(await tried(stays), "refused");
    // It is answered with 200, and no policy is asked.
    assert.equal(await tried(going), "no-word");
    assert.equal(await tried(gone), "no-word");
    assert.equal(await tried({ ...stays, uid: "other" }), "no-word");
    await scene.setPolicyBinding(false);
    await until("a policy that lets it through", LIMIT_MS, async () => (await tried(stays)) === "let-through");
    assert.equal(await tried(going), "no-word");
    assert.equal((await seen("a")).deletionTimestamp, undefined);
    await scene.setPolicyBinding(true);
    await plane.admin.expect(`${path}/going`, { method: "DELETE", body: { gracePeriodSeconds: 0 } });
  });
});
