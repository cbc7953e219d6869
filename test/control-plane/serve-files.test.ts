import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { issueCa, type IssuedPair, issueLeaf } from "@mount-monitor/certs";
import { makeSecretFolder } from "../../webhook/test/support/served-webhook.ts";
import { missingControlPlane } from "./support/assets.ts";
import { type ControlPlane, startControlPlane } from "./support/control-plane.ts";
import { startPods, tryPod } from "./support/pod-stream.ts";
import type { ServedReplica } from "./support/served-replica.ts";
import { openServingScene, type ServingScene } from "./support/serving-scene.ts";
import { until } from "./support/until.ts";

const skip = missingControlPlane() ?? false;
const LIMIT_MS = 60_000;
const VALIDITY = { notBeforeMs: Date.now() - 60_000, notAfterMs: Date.now() + 3_600_000 };

describe("the built webhook with certificates that others write", { skip, timeout: 300_000 }, () => {
  let plane: ControlPlane;
  let scene: ServingScene;
  let ca: IssuedPair;
  let nextCa: IssuedPair;
  const folder = makeSecretFolder();
  let serving: ServedReplica;
  before(async () => {
    [plane, ca, nextCa] = await Promise.all([startControlPlane(), issueCa(VALIDITY), issueCa(VALIDITY)]);
    scene = await openServingScene(plane, "files");
  });
  after(async () => {
    folder[Symbol.dispose]();
    await scene?.close();
    await plane?.stop();
  });

  const files = (mode: string) => {
    const [certFile, keyFile] = ["tls.crt", "tls.key"].map((name) => `${folder.folder}/${name}`);
    return { certificates: { mode, certFile, keyFile, pollInterval: "500ms" } };
  };
  const writeLeaf = async (signer: IssuedPair) => {
    const { certPem, key } = await issueLeaf({ signer, validity: VALIDITY, hosts: ["127.0.0.1"] });
    folder.write({ cert: certPem, key: key.reveal() });
  };
  const setBundles = (pem: string) =>
    plane.admin.expect(scene.webhooksPath, {
      method: "PATCH",
      contentType: "application/json-patch+json",
      body: [0, 1].map((index) => ({
        op: "add",
        path: `/webhooks/${index}/clientConfig/caBundle`,
        value: Buffer.from(pem).toString("base64"),
      })),
    });
  const isReady = (replica: ServedReplica) => async () => (await replica.get("/healthz/ready"))[0] === 200;
  const saysWhy = (replica: ServedReplica, reason: RegExp) =>
    until(
      `a replica that is not ready: ${reason}`,
      LIMIT_MS,
      async () => {
        const [status, body] = await replica.get("/healthz/ready");
        return status === 503 && reason.test(body);
      },
      scene.log,
    );

  it("with cert-manager is not ready before files and caBundle are there and fit, and says which is missing", async () => {
    const replica = (serving = await scene.startReplica(files("cert-manager")));
    await saysWhy(replica, /tls\.crt: there is no such file/);
    await writeLeaf(ca);
    await saysWhy(replica, /pods\.mount-monitor\.io of MutatingWebhookConfiguration files has no caBundle yet/);
    assert.ok(replica.port > 0, "it does not listen");
    await setBundles(nextCa.certPem);
    await saysWhy(replica, /the live caBundle of pods\.mount-monitor\.io .* does not trust the serving certificate/);
    await setBundles(ca.certPem);
    await scene.ready(replica);
    await until("a pod that is let through", LIMIT_MS, async () => !(await tryPod(plane.admin, scene.apps)), scene.log);
    const { certificate } = await replica.status();
    assert.deepEqual([certificate.mode, certificate.ready, certificate.cas], ["cert-manager", true, []]);
    assert.equal((await plane.admin.call(scene.secretPath)).status, 404);
  });

  it("goes over to the next CA without losing a call, where the caBundle has both meanwhile", async () => {
    const pods = startPods(plane.admin, scene.apps);
    await pods.more(20);
    await setBundles(ca.certPem + nextCa.certPem);
    await scene.seen();
    await pods.more(60);
    const served = async () => JSON.stringify((await serving.status()).certificate.certificate);
    const before = await served();
    await writeLeaf(nextCa);
    await until("the next certificate", LIMIT_MS, async () => (await served()) !== before);
    await pods.more(60);
    await setBundles(nextCa.certPem);
    await scene.seen();
    await pods.more(60);
    await pods.stop();
    assert.deepEqual(pods.failures, []);
  });

  it("provided, takes for trusted what it cannot check, and checks what it can", async () => {
    await setBundles("");
    const free = await scene.startReplica(files("provided"));
    await scene.ready(free);
    await setBundles(ca.certPem);
    await saysWhy(free, /does not trust the serving certificate/);
    await setBundles(nextCa.certPem);
    // Not by the probe, which was the last to hear of it that it was not ready.
    await until("a replica that is ready again", LIMIT_MS, isReady(free), scene.log);
  });
});
