/** What the doctor says about the pods of the webhook; each fault provoked once on a real API server. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { clusterRole } from "../../webhook/src/core/install/cluster-role.ts";
import { missingControlPlane } from "./support/assets.ts";
import { assertSays, isJust, says } from "./support/doctor/doctor-program.ts";
import { buildOtherVersion } from "./support/doctor/other-version.ts";
import { missingPodAddress } from "./support/doctor/pod-address.ts";
import { openServiceScene, type ReplicaPod, type ServiceScene } from "./support/doctor/service-scene.ts";
import { allowed } from "./support/guard/allowed.ts";
import { RBAC } from "./support/guard/guard-install.ts";
import { missingKubectl } from "./support/kubectl.ts";

const skip = missingControlPlane() ?? missingKubectl() ?? missingPodAddress() ?? false;
const SECRETS = "/api/v1/namespaces/mount-monitor/secrets";
const SECRET = `${SECRETS}/mount-monitor-webhook-ca`;
const NOT_OURS = /Secret mount-monitor\/mount-monitor-webhook-ca is not ours: it has no label /;
const LOG = /^kubectl -n mount-monitor logs mount-monitor-webhook-\d$/;

describe("doctor, about the pods of the webhook,", { skip }, () => {
  let scene: ServiceScene;
  let first: ReplicaPod;
  before(async () => void (scene = await openServiceScene()));
  after(() => scene?.close());
  /** What it says of an installation that nobody uses yet. */
  const isWell = async () => {
    const { code } = await scene.examineUntilJust("nothing-annotated");
    assert.equal(code, 0);
  };

  it("knows that there are none", async () => {
    // The API server learns of the webhook, and of the Service that it is behind, each by itself.
    const noEndpoints = /(?:no endpoints available for service|endpoints) "mount-monitor-webhook"/;
    const found = await scene.examineUntil(
      "just that there are none",
      (found) =>
        isJust(found, "no-replica", "unreachable", "nothing-annotated") && says(found, "unreachable", noEndpoints),
    );
    assert.equal(found.code, 1);
    assertSays(found, "no-replica", /^no pod there has the label /, /^kubectl -n mount-monitor get deployments,pods; /);
    assertSays(found, "unreachable", noEndpoints, /its pods are ready/);
  });

  it("knows that none is ready, and why, and finds all well once they are", async () => {
    // Of somebody else.
    await scene.admin.expect(SECRETS, { method: "POST", body: { metadata: { name: "mount-monitor-webhook-ca" } } });
    first = await scene.startReplica();
    const found = await scene.examineUntil(
      "just that it is not ready, and why",
      (found) =>
        isJust(found, "no-ready-replica", "unreachable", "nothing-annotated") &&
        says(found, "no-ready-replica", NOT_OURS),
    );
    assert.equal(found.code, 1);
    assertSays(found, "no-ready-replica", /^it is not ready: Secret .* is not ours: /, LOG);
    await scene.admin.expect(SECRET, { method: "DELETE" });
    await first.ready();
    await isWell();
  });

  it("knows one that cannot take care of its certificate any more", async () => {
    const label = (value: string | null) => {
      const metadata = { labels: { "mount-monitor.io/secret": value } };
      return scene.admin.expect(SECRET, { method: "PATCH", body: { metadata } });
    };
    await label(null);
    const found = await scene.examineUntilJust("certificate-trouble", "nothing-annotated");
    // It still serves.
    assert.equal(found.code, 0);
    assertSays(found, "certificate-trouble", NOT_OURS, LOG);
    await label("webhook-ca");
    await isWell();
  });

  it("knows that they are of two versions", async () => {
    using other = await buildOtherVersion("0.0.9");
    const pod = await scene.startReplica({ bundle: other.file });
    await pod.ready();
    const found = await scene.examineUntilJust("replica-versions-differ", "nothing-annotated");
    assert.equal(found.code, 0);
    const advice = /^kubectl -n mount-monitor rollout status deployment$/;
    assertSays(found, "replica-versions-differ", /^pods of the webhook are of versions 0\.0\.9 and \d/, advice);
    await pod.leave();
    await isWell();
  });

  it("knows what one may not read", async () => {
    const path = `${RBAC}/clusterroles/${scene.guard.names.clusterRole}`;
    const { rules } = clusterRole(scene.guard.names);
    const less = rules.map((rule) => ({ ...rule, resources: rule.resources.filter((one) => one !== "limitranges") }));
    await scene.admin.expect(path, { method: "PATCH", body: { rules: less } });
    await allowed(scene.plane, scene.guard.account, { verb: "list", resource: "limitranges" }, false);
    // Whoever follows them already is not asked again.
    const pod = await scene.startReplica();
    await pod.ready();
    const found = await scene.examineUntilJust("replica-cannot-watch", "nothing-annotated");
    assert.equal(found.code, 0);
    const sentence = /^it may not watch LimitRanges: .* cannot list resource "limitranges" in API group "" /;
    assertSays(found, "replica-cannot-watch", sentence, /^Give its ClusterRole what it lacks, /);
    await scene.admin.expect(path, { method: "PATCH", body: { rules } });
    await isWell();
    await pod.leave();
  });
});
