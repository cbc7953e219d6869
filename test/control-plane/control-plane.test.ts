import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { missingControlPlane } from "./support/assets.ts";
import { createApiClient } from "./support/api-client.ts";
import { type ControlPlane, startControlPlane } from "./support/control-plane.ts";

const skip = missingControlPlane() ?? false;

describe("a control plane for tests", { skip }, () => {
  let plane: ControlPlane;
  before(async () => void (plane = await startControlPlane({ users: [{ name: "nobody" }] })));
  after(() => plane?.stop());

  it("takes pods, which need a namespace and its account", async () => {
    await plane.createNamespace("pods");
    const spec = { containers: [{ name: "app", image: "app" }] };
    const pod = await plane.admin.expect("/api/v1/namespaces/pods/pods", {
      method: "POST",
      body: { metadata: { name: "one" }, spec },
    });
    assert.equal(pod.spec.serviceAccountName, "default");
  });

  it("knows its users, and lets them do what RBAC grants", async () => {
    const nobody = createApiClient(plane.connectionOf("nobody"));
    const reply = await nobody.call("/api/v1/namespaces/pods/secrets");
    nobody.close();
    assert.equal(reply.status, 403);
    assert.match(reply.json().message, /User "nobody" cannot list/);
    assert.throws(() => plane.connectionOf("stranger"), /without a user stranger/);
  });

  it("has a kubeconfig", (test) => {
    const kubectl = path.join(process.env["KUBEBUILDER_ASSETS"] ?? "", "kubectl");
    if (!existsSync(kubectl)) return test.skip("there is no kubectl in KUBEBUILDER_ASSETS");
    const { stdout, stderr } = spawnSync(kubectl, [
      "--kubeconfig",
      plane.kubeconfig,
      "get",
      "ns",
      "pods",
      "-o",
      "name",
    ]);
    assert.equal(String(stdout).trim(), "namespace/pods", String(stderr));
  });

  it("can lose its API server, and keeps what was written", async () => {
    await plane.stopApiServer();
    await assert.rejects(plane.admin.call("/readyz"));
    await plane.startApiServer();
    const { metadata } = await plane.admin.expect("/api/v1/namespaces/pods");
    assert.equal(metadata.name, "pods");
  });
});
