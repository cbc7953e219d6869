/** The built doctor with the real kubectl on a real API server: nothing installed, all well, and little permission. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { missingControlPlane } from "./support/assets.ts";
import { examine, examineUntil, examineUntilJust, isJust, runDoctor } from "./support/doctor/doctor-program.ts";
import { type DoctorScene, openDoctorScene } from "./support/doctor/doctor-scene.ts";
import { RBAC } from "./support/guard/guard-install.ts";
import { missingKubectl } from "./support/kubectl.ts";

const skip = missingControlPlane() ?? missingKubectl() ?? false;

describe("doctor", { skip }, () => {
  let scene: DoctorScene;
  before(async () => void (scene = await openDoctorScene([{ name: "reader" }, { name: "nobody" }])));
  after(() => scene?.close());

  it("finds that there is no webhook", async () => {
    const { code, codes, report, only } = await examine(scene.plane);
    assert.equal(code, 1);
    assert.match(report.kubernetes, /^v1\.\d+\.\d+/);
    assert.deepEqual(codes, ["webhook-configuration-missing", "nothing-annotated"]);
    assert.match(only("nothing-annotated").advice, /^kubectl annotate deployment NAME mount-monitor\.io\/paths=/);
  });

  it("finds nothing wrong where all is well", async () => {
    await scene.register();
    for (const name of ["plex-1", "plex-2"]) await scene.createPod("media", name);
    await scene.grant("media", ["plex-1", "plex-2"]);
    const { code, codes, report, stderr, only } = await examine(scene.plane);
    assert.deepEqual([code, codes, stderr], [0, [], ""]);
    assert.equal(only("restarts-granted").sentence, "2 pods may replace themselves");
    assert.equal(only("pods-injected").sentence, "2 pods with gate and monitor");
    assert.equal(only("up-to-date").sentence, "2 pods of today's version and configuration");
    assert.deepEqual(
      report.findings.map((finding) => finding.code),
      [
        "cluster-supported",
        "webhook-configured",
        "reachable",
        "reachable",
        "certificates-valid",
        "policy-in-place",
        "policy-in-place",
        "restarts-granted",
        "pods-injected",
        "up-to-date",
      ],
    );
  });

  it("says the same to people", async () => {
    const { code, stdout } = await runDoctor(scene.plane, ["-n", "media"]);
    assert.equal(code, 0);
    const reachable =
      /^ok {7}Webhook pods\.mount-monitor\.io: an annotated pod is injected by version \S+ \(reachable\)$/m;
    assert.match(stdout, reachable);
    assert.match(stdout, /\n\nNo problem was found\.\n$/);
  });

  it("leaves nothing behind in the cluster", async () => {
    for (const [namespace, names] of [
      ["media", ["plex-1", "plex-2"]],
      ["default", []],
    ] as const) {
      const { items } = await scene.admin.expect(`/api/v1/namespaces/${namespace}/pods`);
      assert.deepEqual(
        items.map((pod: { metadata: { name: string } }) => pod.metadata.name),
        names,
      );
    }
    assert.deepEqual((await scene.admin.expect("/apis/apps/v1/deployments")).items, []);
  });

  it("knows a namespace that is not there", async () => {
    const { code, stderr } = await runDoctor(scene.plane, ["-n", "nowhere"]);
    const sentence = "there is no namespace nowhere in the cluster; kubectl get namespaces names all";
    assert.deepEqual([code, stderr], [2, `mount-monitor-webhook: ${sentence}\n`]);
  });

  it("says in one sentence why there is no cluster", async () => {
    const { code, stderr } = await runDoctor(scene.plane, ["--context", "nope"]);
    assert.equal(code, 2);
    const sentence =
      /^mount-monitor-webhook: failed to run \S+ proxy: context "nope" does not exist; see --kubeconfig and --context\n$/;
    assert.match(stderr, sentence);
  });

  it("checks what it may, and says what it may not", async () => {
    await createReader();
    const may = (what: string, where: string) => `User "reader" cannot ${what} in API group ${where}`;
    const sentences = [
      `not checked: whether an annotated pod is injected: pods is forbidden: ${may('create resource "pods"', '"" in the namespace "media"')}`,
      `not checked: whether an annotated Deployment is injected: deployments.apps is forbidden: ${may('create resource "deployments"', '"apps" in the namespace "media"')}`,
      `not checked: versions of the nodes: nodes is forbidden: ${may('list resource "nodes"', '"" at the cluster scope')}`,
    ];
    // Before its permissions count, there is more that it may not.
    const { code, all } = await examineUntil(
      scene.plane,
      "what a reader may not",
      (found) =>
        isJust(found, "not-checked") &&
        isDeepStrictEqual(
          found.all("not-checked").map(({ sentence }) => sentence),
          sentences,
        ),
      [],
      "reader",
    );
    assert.equal(code, 0);
    assert.equal(all("pods-injected").length, 1);
  });

  it("says so where it may do nothing at all", async () => {
    const { code, all } = await examineUntilJust(scene.plane, ["not-checked"], "nobody");
    assert.equal(code, 0);
    assert.ok(all("not-checked").length > 8);
    assert.ok(all("not-checked").every(({ sentence }) => sentence.includes("forbidden")));
  });

  async function createReader(): Promise<void> {
    const verbs = ["get", "list"];
    const rules = [
      { apiGroups: [""], resources: ["pods", "namespaces", "events"], verbs },
      { apiGroups: ["apps", "batch"], resources: ["*"], verbs },
      { apiGroups: ["rbac.authorization.k8s.io"], resources: ["roles", "rolebindings"], verbs },
      { apiGroups: ["admissionregistration.k8s.io"], resources: ["*"], verbs },
    ];
    const apiGroup = "rbac.authorization.k8s.io";
    const binding = {
      roleRef: { apiGroup, kind: "ClusterRole", name: "reader" },
      subjects: [{ apiGroup, kind: "User", name: "reader" }],
    };
    const metadata = { name: "reader" };
    await scene.admin.expect(`${RBAC}/clusterroles`, { method: "POST", body: { metadata, rules } });
    await scene.admin.expect(`${RBAC}/clusterrolebindings`, { method: "POST", body: { metadata, ...binding } });
  }
});
