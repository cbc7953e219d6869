/** What the doctor says when something is wrong between the API server and the webhook; each provoked once on a real one. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { missingControlPlane } from "./support/assets.ts";
import { assertSays, says } from "./support/doctor/doctor-program.ts";
import { CONFIGURATION, type DoctorScene, openWellScene } from "./support/doctor/doctor-scene.ts";
import { missingKubectl } from "./support/kubectl.ts";

const skip = missingControlPlane() ?? missingKubectl() ?? false;

describe("doctor, about the webhook,", { skip }, () => {
  let scene: DoctorScene;
  before(async () => void (scene = await openWellScene()));
  after(() => scene?.close());

  const write = (change: object) => {
    const webhooks = scene.configuration.webhooks.map((webhook) => ({ ...webhook, ...change }));
    return scene.patch(CONFIGURATION, { webhooks });
  };
  const trust = (caBundle: string | null) => {
    const webhooks = scene.configuration.webhooks.map(({ clientConfig, ...webhook }) => ({
      ...webhook,
      clientConfig: { ...clientConfig, caBundle },
    }));
    return scene.patch(CONFIGURATION, { webhooks });
  };
  const restore = async () => {
    await write({});
    await scene.examineUntilJust();
  };

  it("knows a caBundle of another CA", async () => {
    await trust(Buffer.from(scene.otherCa).toString("base64"));
    const { code, all } = await scene.examineUntilJust("certificate-not-trusted", "bundle-does-not-trust");
    assert.equal(code, 1);
    assert.match(all("certificate-not-trusted")[0]?.sentence ?? "", /x509: certificate signed by unknown authority$/);
    const kinds = all("bundle-does-not-trust").map(({ subject }) => subject.kind);
    assert.deepEqual(kinds, ["Address", "Address"]);
    await restore();
  });

  it("knows a caBundle that is empty", async () => {
    await trust(null);
    const { code } = await scene.examineUntilJust("certificate-not-trusted", "ca-bundle-empty");
    assert.equal(code, 1);
    await restore();
  });

  it("knows conditions that are gone, and a webhook that fails open", async () => {
    await write({ matchConditions: [], failurePolicy: "Ignore" });
    const { code } = await scene.examineUntilJust("conditions-missing", "fails-open");
    assert.equal(code, 1);
    await restore();
  });

  it("knows what else somebody changed", async () => {
    await write({ reinvocationPolicy: "Never", matchConditions: [{ name: "all", expression: "true" }] });
    const { code, all } = await scene.examineUntilJust("conditions-differ", "webhook-settings-differ");
    assert.equal(code, 0);
    assert.match(all("webhook-settings-differ")[0]?.sentence ?? "", /: reinvocationPolicy differ from ours$/);
    await restore();
  });

  it("knows a quota in the way from a webhook that fails", async () => {
    const quotas = "/api/v1/namespaces/media/resourcequotas";
    const hard = { pods: "1" };
    await scene.admin.expect(quotas, { method: "POST", body: { metadata: { name: "q" }, spec: { hard } } });
    // What a controller would count.
    await scene.patch(`${quotas}/q/status`, { status: { hard, used: { pods: "1" } } });
    // Until the API server knows what is used of it, it says something else.
    const { code, codes } = await scene.examineUntil("a quota in force", (found) =>
      says(found, "probe-stopped", /exceeded quota: q/),
    );
    assert.deepEqual([code, codes], [0, ["probe-stopped"]]);
    await scene.admin.expect(`${quotas}/q`, { method: "DELETE" });
    await restore();
  });

  it("knows a webhook that is gone", async () => {
    await scene.patch(CONFIGURATION, { webhooks: scene.configuration.webhooks.slice(0, 1) });
    const found = await scene.examineUntilJust("webhook-missing", "probe-not-injected");
    assert.equal(found.code, 1);
    assertSays(found, "webhook-missing", /^it lacks the webhook workloads\.mount-monitor\.io$/, /^Install .* anew\.$/);
    assertSays(found, "probe-not-injected", /^an annotated Deployment came back as it was$/, /webhook configuration/);
    await restore();
  });

  it("knows two installations", async () => {
    const { metadata, ...rest } = scene.configuration;
    const second = { ...rest, metadata: { ...metadata, name: "other-webhook" } };
    const path = CONFIGURATION.slice(0, CONFIGURATION.lastIndexOf("/"));
    await scene.admin.expect(path, { method: "POST", body: second });
    const { code } = await scene.examineUntilJust("two-installations");
    assert.equal(code, 1);
    await scene.admin.expect(`${path}/other-webhook`, { method: "DELETE" });
  });

  it("knows a webhook that does not answer", async () => {
    scene.webhook.child.kill("SIGKILL");
    await scene.webhook.ended;
    const { code, all } = await scene.examineUntilJust("unreachable", "not-checked");
    assert.equal(code, 1);
    assert.match(all("unreachable")[0]?.sentence ?? "", /connection refused$/);
    assert.match(all("not-checked")[0]?.sentence ?? "", /the certificate that is served: connect ECONNREFUSED/);
  });
});
