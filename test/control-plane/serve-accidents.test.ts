import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { podReview, post } from "../../webhook/test/support/https-client.ts";
import { missingControlPlane } from "./support/assets.ts";
import { CALM } from "./support/rotations.ts";
import { type ControlPlane, startControlPlane } from "./support/control-plane.ts";
import { startPods, tryPod } from "./support/pod-stream.ts";
import { openServingScene, selfSigned, type ServingScene } from "./support/serving-scene.ts";
import { until } from "./support/until.ts";

const skip = missingControlPlane() ?? false;
const LIMIT_MS = 60_000;
const OUTAGE_MS = 60_000;

describe("the built webhook and accidents", { skip, timeout: 600_000 }, () => {
  let plane: ControlPlane;
  let scene: ServingScene;
  let scenes = 0;
  before(async () => void (plane = await startControlPlane()));
  after(() => plane?.stop());
  afterEach(() => scene?.close());

  const open = async (rotation = CALM, count = 2) => {
    scene = await openServingScene(plane, `accidents-${++scenes}`);
    const certificates = selfSigned(rotation);
    const replicas = await Promise.all(Array.from({ length: count }, () => scene.startReplica({ certificates })));
    await scene.ready(...replicas);
    await admitted();
    return replicas;
  };
  const admitted = () =>
    until(
      "a pod that is let through",
      LIMIT_MS,
      async () => (await tryPod(plane.admin, scene.apps)) === undefined,
      scene.log,
    );
  const emptyBundles = () =>
    plane.admin.expect(scene.webhooksPath, {
      method: "PATCH",
      contentType: "application/json-patch+json",
      body: [0, 1].map((index) => ({ op: "replace", path: `/webhooks/${index}/clientConfig/caBundle`, value: "" })),
    });

  it("loses no call when the Secret is deleted, and makes a new CA", async () => {
    // Longer than a busy API server takes to go by a new caBundle.
    const replicas = await open({ ...CALM, propagationMs: 5_000 });
    const cas = async () => {
      const all = await Promise.all(replicas.map((replica) => replica.status()));
      return all.map(({ certificate }) => certificate.cas);
    };
    const [[old] = []] = await cas();
    const pods = startPods(plane.admin, scene.apps);
    await plane.admin.expect(scene.secretPath, { method: "DELETE" });
    await until(
      "a new CA that signs everywhere, while the old one retires",
      LIMIT_MS,
      async () =>
        (await cas()).every(
          ([first, second]) => first?.id === old?.id && first?.role === "retiring" && second?.role === "current",
        ),
      scene.log,
    );
    await pods.more(50);
    await pods.stop();
    assert.deepEqual(pods.failures, []);
    assert.ok(replicas.every((replica) => replica.isReady()));
    // The old one stays trusted, and never signs again.
    const { data } = await plane.admin.expect(scene.secretPath);
    const { generations } = JSON.parse(Buffer.from(data["ca-set.json"], "base64").toString());
    assert.deepEqual(
      generations.map(({ key }: { key?: string }) => key === undefined),
      [true, false],
    );
  });

  it("puts a caBundle back that somebody emptied", async (test) => {
    const replicas = await open();
    const good = await scene.bundles();
    const pods = startPods(plane.admin, scene.apps);
    const emptiedMs = performance.now();
    await emptyBundles();
    await until(
      "the caBundle to be back",
      LIMIT_MS,
      async () => (await scene.bundles()).every((bundle, index) => bundle === good[index] && bundle !== ""),
      scene.log,
    );
    const backMs = performance.now() - emptiedMs;
    // The API server has to see it as well, and before that may have to see that it was gone; what began until then may fail.
    await scene.seen();
    const seenMs = performance.now();
    await pods.more(70);
    await pods.stop();
    test.diagnostic(
      `back after ${Math.round(backMs)} ms; ${pods.failures.length} of ${pods.made()} creates failed meanwhile`,
    );
    assert.deepEqual(
      pods.failures.filter(({ beganMs }) => beganMs >= seenMs),
      [],
    );
    await scene.ready(...replicas);
  });

  it("is rid of a CA for good where all replicas were down meanwhile, and not otherwise", async () => {
    const replicas = await open();
    const [stolen = ""] = await scene.bundles();
    const [first, second] = replicas;
    // As SECURITY.md says it; but one replica is left, and knows the CA.
    await first?.terminate();
    await plane.admin.expect(scene.secretPath, { method: "DELETE" });
    await emptyBundles();
    await until("the CA to be back", LIMIT_MS, async () =>
      (await scene.bundles()).every((one) => one.includes(stolen)),
    );
    await second?.terminate();
    await plane.admin.expect(scene.secretPath, { method: "DELETE" });
    await emptyBundles();
    const fresh = await scene.startReplica({ certificates: selfSigned(CALM) });
    await scene.ready(fresh);
    await admitted();
    const bundles = await scene.bundles();
    assert.ok(bundles.every((bundle) => bundle !== "" && !bundle.includes(stolen)));
    assert.equal((await fresh.status()).certificate.cas.length, 1);
  });

  it("says that it is not ready while nobody calls it, and why", async () => {
    const [replica] = await open(CALM, 1);
    const { metadata, webhooks } = await plane.admin.expect(scene.webhooksPath);
    await plane.admin.expect(scene.webhooksPath, { method: "DELETE" });
    await until("the loss", LIMIT_MS, () => !replica?.isReady(), scene.log);
    const reason = "there is no webhook configuration with all of our webhooks in it";
    assert.deepEqual(await replica?.get("/healthz/ready"), [503, JSON.stringify({ status: "not ready", reason })]);
    await plane.admin.expect(scene.webhooksPath.replace(/\/[^/]*$/, ""), {
      method: "POST",
      body: { metadata: { name: metadata.name }, webhooks },
    });
    await admitted();
    assert.ok(replica?.log().some(({ msg, reason: said }) => msg === "not ready" && said === reason));
  });

  it("goes on from memory for a minute without an API server, and catches up after it", async (test) => {
    const rotation = { caLifeMs: 600_000, leafLifeMs: 20_000, propagationMs: 500, clockSkewMs: 500 };
    const replicas = await open(rotation);
    const observing = { metadata: { annotations: { "mount-monitor.io/mode": "observe" } } };
    await plane.admin.expect(`/api/v1/namespaces/${scene.apps}`, { method: "PATCH", body: observing });
    const [ca = ""] = await scene.bundles();
    // Straight to each replica, as the API server would call it, with the CA that it trusted before it went.
    const review = async (port: number) => {
      const asked = JSON.parse(podReview("outage")) as { request: { namespace: string } };
      asked.request.namespace = scene.apps;
      const { status, body, serial } = await post(JSON.stringify(asked), { port, ca });
      const { patch = "" } = JSON.parse(body).response as { patch?: string };
      return { status, serial, observes: Buffer.from(patch, "base64").toString().includes('\\"mode\\":\\"observe\\"') };
    };
    const all = () => Promise.all(replicas.map(({ port }) => review(port)));
    await until("the Namespace to be known", LIMIT_MS, async () => (await all()).every(({ observes }) => observes));

    await plane.stopApiServer();
    const serials = new Set<string>();
    const stoppedMs = performance.now();
    let calls = 0;
    while (performance.now() - stoppedMs < OUTAGE_MS) {
      for (const { status, serial, observes } of await all()) {
        calls++;
        serials.add(serial);
        assert.deepEqual([status, observes], [200, true]);
      }
      assert.ok(replicas.every((replica) => replica.isReady()));
      await wait(250);
    }
    const status = await replicas[0]?.status();
    const [live] = (await replicas[0]?.get("/healthz/live")) ?? [];
    test.diagnostic(
      `${calls} calls without an API server, ${serials.size} leaves, ${status?.certificate.failures} failures noted`,
    );
    assert.ok(serials.size >= 6, "the leaves were not renewed");
    assert.equal(live, 200);
    // The version is asked for, not watched.
    const watched = status?.watches.filter(({ lists }) => lists > 0) ?? [];
    assert.ok(watched.length > 5, `there are ${watched.length} watches`);
    assert.deepEqual(
      watched.filter(({ state }) => state !== "stale"),
      [],
    );

    await plane.startApiServer();
    await admitted();
    const isCurrent = async () =>
      (await Promise.all(replicas.map((replica) => replica.status()))).every(({ watches, certificate }) => {
        return watches.every(({ state }) => state === "current") && certificate.ready;
      });
    await until("all to be followed again", 2 * LIMIT_MS, isCurrent, scene.log);
    await emptyBundles();
    await scene.seen();
    await admitted();
    assert.deepEqual(
      replicas.map((replica) => replica.ended()),
      [undefined, undefined],
    );
    assert.equal((await replicas[0]?.status())?.certificate.cas.length, 1);
  });
});
