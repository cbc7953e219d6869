import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { readBundle, SECRET_LABEL, SECRET_LABEL_VALUE } from "@mount-monitor/certs";
import { startAdmissions, tryAdmission } from "./support/admission-stream.ts";
import { missingControlPlane } from "./support/assets.ts";
import { CERTS_USER, openScene, type Scene } from "./support/certificate-scene.ts";
import { type ControlPlane, startControlPlane } from "./support/control-plane.ts";
import type { Replica } from "./support/replica.ts";
import { CALM } from "./support/rotations.ts";
import { until } from "./support/until.ts";

const skip = missingControlPlane() ?? false;
const LIMIT_MS = 60_000;

describe("certificates and accidents", { skip, timeout: 240_000 }, () => {
  let plane: ControlPlane;
  let scene: Scene;
  let scenes = 0;
  before(async () => void (plane = await startControlPlane({ users: [{ name: CERTS_USER }] })));
  after(() => plane?.stop());
  afterEach(() => scene?.close());

  const open = async () => (scene = await openScene(plane, `scene-${++scenes}`));
  const log = () => scene.logged.join("\n");
  const secret = async () => (await plane.admin.call(scene.secretPath)).json();
  const generations = async (): Promise<unknown[]> => {
    const { data } = await secret();
    return JSON.parse(Buffer.from(data["ca-set.json"], "base64").toString("utf8")).generations;
  };
  const webhooks = () => plane.admin.expect(scene.webhooksPath);
  const setBundle = (caBundle: string, index = 0) =>
    plane.admin.expect(scene.webhooksPath, {
      method: "PATCH",
      contentType: "application/json-patch+json",
      body: [{ op: "add", path: `/webhooks/${index}/clientConfig/caBundle`, value: caBundle }],
    });
  const admitted = () =>
    until(
      "a call that goes through",
      LIMIT_MS,
      async () => (await tryAdmission(plane.admin, scene.namespace)) === undefined,
      log,
    );
  const startReplicas = async (count: number, rotation = CALM): Promise<Replica[]> => {
    const replicas = await Promise.all(Array.from({ length: count }, () => scene.startReplica(rotation)));
    await until("replicas ready", LIMIT_MS, () => replicas.every((replica) => replica.isReady()), log);
    await admitted();
    return replicas;
  };

  it("ends with one CA when replicas start at once on an empty cluster", async () => {
    for (let round = 0; round < 4; round++) {
      await open();
      const replicas = await startReplicas(3);
      assert.equal((await generations()).length, 1);
      const cas = replicas.map(({ source }) => source.current()?.caPem);
      assert.deepEqual(cas, [cas[0], cas[0], cas[0]]);
      for (const { clientConfig } of (await webhooks()).webhooks)
        assert.deepEqual(
          readBundle(clientConfig.caBundle).ours.map(({ certPem }) => certPem),
          [cas[0]],
        );
      await scene.close();
    }
    await open();
  });

  it("fills a Secret that came without data, and leaves the rest of it alone", async () => {
    await open();
    await plane.admin.expect(`/api/v1/namespaces/${scene.namespace}/secrets`, {
      method: "POST",
      body: {
        metadata: {
          name: "webhook-ca",
          labels: { [SECRET_LABEL]: SECRET_LABEL_VALUE, "app.kubernetes.io/managed-by": "Helm" },
          annotations: { "meta.helm.sh/release-name": "mm" },
        },
      },
    });
    await startReplicas(1);
    const { metadata, data } = await secret();
    assert.deepEqual(Object.keys(data), ["ca-set.json"]);
    assert.equal(metadata.labels["app.kubernetes.io/managed-by"], "Helm");
    assert.equal(metadata.annotations["meta.helm.sh/release-name"], "mm");
  });

  it("puts the caBundle back, and changes nothing else", async (test) => {
    await open();
    const [replica] = await startReplicas(2);
    const good = await webhooks();
    const { caBundle } = good.webhooks[0].clientConfig;
    const stranger = replica?.source.current()?.certPem ?? "";
    for (const [what, index, value] of [
      ["emptied", 0, ""],
      ["of one webhook alone emptied", 1, ""],
      ["replaced", 0, Buffer.from(stranger).toString("base64")],
      ["added to", 1, Buffer.from(Buffer.from(caBundle, "base64").toString() + stranger).toString("base64")],
    ] as const) {
      const beganMs = performance.now();
      await setBundle(value, index);
      await until(
        `the caBundle ${what} is back`,
        LIMIT_MS,
        async () => {
          const now = (await webhooks()).webhooks;
          return now.every(
            (webhook: { clientConfig: { caBundle?: string } }) => webhook.clientConfig.caBundle === caBundle,
          );
        },
        log,
      );
      test.diagnostic(`${what}: back after ${Math.round(performance.now() - beganMs)} ms`);
      await admitted();
    }
    const now = await webhooks();
    assert.deepEqual(now.webhooks, good.webhooks);
    const { labels, annotations, finalizers, ownerReferences } = now.metadata;
    assert.deepEqual(
      { labels, annotations, finalizers, ownerReferences },
      { labels: undefined, annotations: undefined, finalizers: undefined, ownerReferences: undefined },
    );
    const fields = now.metadata.managedFields.filter(
      (entry: { manager: string }) => entry.manager === "mount-monitor-certs",
    );
    assert.equal(fields.length, 1);
    assert.doesNotMatch(JSON.stringify(fields[0].fieldsV1), /f:(?!webhooks|clientConfig|caBundle|name)/);
  });

  it("waits for a webhook configuration that comes later", async () => {
    await open();
    const { metadata, ...rest } = await webhooks();
    await plane.admin.expect(scene.webhooksPath, { method: "DELETE" });
    const replica = await scene.startReplica(CALM);
    await until("a leaf", LIMIT_MS, () => replica.source.current(), log);
    const { readiness } = replica.source.status();
    assert.ok(!readiness.ready);
    await plane.admin.expect(scene.webhooksPath.replace(/\/[^/]*$/, ""), {
      method: "POST",
      body: { ...rest, metadata: { name: metadata.name } },
    });
    await admitted();
  });

  const bad = { "ca-set.json": Buffer.from('{"version":1,"generations":[{}]}').toString("base64") };
  const refused: ReadonlyArray<readonly [what: string, patch: object, message: RegExp]> = [
    ["damaged", { data: bad }, /is damaged: generation 1 of 1 has no stage/],
    ["marked as no one's", { metadata: { labels: { [SECRET_LABEL]: null } } }, /is not ours: it has no label/],
    [
      "of a newer version",
      { data: { "ca-set.json": Buffer.from('{"version":9}').toString("base64") } },
      /layout 9, of a newer version/,
    ],
  ];
  for (const [what, patch, message] of refused)
    it(`leaves a Secret that is ${what} as it is, says so, and goes on serving`, async () => {
      await open();
      const [replica] = await startReplicas(1);
      const stream = startAdmissions(plane.admin, scene.namespace);
      const changed = await plane.admin.expect(scene.secretPath, { method: "PATCH", body: patch });
      await until("the refusal", LIMIT_MS, () => replica?.source.status().refusal, log);
      assert.match(replica?.source.status().refusal?.message ?? "", message);
      // A replica that starts now knows nothing, writes nothing, and is not ready.
      const late = await scene.startReplica(CALM);
      await until("its refusal", LIMIT_MS, () => late.source.status().refusal, log);
      await setBundle("");
      await wait(1_000);
      await stream.stop();
      assert.equal((await secret()).metadata.resourceVersion, changed.metadata.resourceVersion);
      assert.equal(late.isReady(), false);
      assert.match(log(), message);
      // The one that knows the CA puts the bundle back all the same; until it does, calls fail, and then no more.
      await admitted();
      await plane.admin.expect(scene.secretPath, { method: "DELETE" });
      await until("both ready", LIMIT_MS, () => replica?.isReady() && late.isReady(), log);
      await admitted();
    });

  it("takes a clock that is five minutes off, and writes nothing with one that is six", async () => {
    await open();
    const clock = (aheadMs: number) => () => ({ nowMs: Date.now() + aheadMs, steadyMs: performance.now() });
    const wrong = scene.openSource(CALM, { clock: clock(-360_000) });
    await until("the refusal", LIMIT_MS, () => wrong.status().refusal, log);
    assert.equal(wrong.status().refusal?.code, "clock");
    assert.equal((await plane.admin.call(scene.secretPath)).status, 404);
    const off = [290_000, -290_000].map((aheadMs) => scene.openSource(CALM, { clock: clock(aheadMs) }));
    await until("both ready", LIMIT_MS, () => off.every((source) => source.status().readiness.ready), log);
    assert.equal((await generations()).length, 1);
  });
});
