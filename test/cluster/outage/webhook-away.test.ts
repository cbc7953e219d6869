import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { after, describe, it } from "node:test";
import { deployment, hostPath } from "../support/app.ts";
import { openCanaryApp, PATH } from "../support/canary-app.ts";
import { askDoctor, complaintsOf } from "../support/doctor.ts";
import { POD_LIMIT_MS } from "../support/limits.ts";
import { containerOf, isReady, MONITOR } from "../support/objects.ts";
import { missingCluster } from "../support/settings.ts";
import { startWebhook, stopWebhook } from "../support/webhook.ts";

/** Long enough for controllers to have been refused a few times. */
const OUTAGE_MS = 30_000;
/**
 * They wait twice as long each time, up to 1,000 s. Whatever else happens to the workload makes them try in between,
 * and that counts as well.
 */
const BACK_LIMIT_MS = 1_100_000;

describe("a webhook that is away", { skip: missingCluster() ?? false }, () => {
  after(() => startWebhook());

  it("holds up annotated pods alone, and they start by themselves when it is back", async (t) => {
    const { scene, plain, pod } = await openCanaryApp(t);
    const mounts = [{ path: PATH, volume: hostPath(plain.folder) }];
    await stopWebhook();
    const awayMs = Date.now();
    await scene.create(deployment({ name: "bare", mounts }));
    await scene.kubectl(["delete", "pod", pod.metadata.name]);
    await scene.kubectl(["scale", "deployment", "app", "--replicas=2"]);
    const bare = await scene.untilPod("a pod that asks for nothing", POD_LIMIT_MS, isReady);
    assert.equal(bare.metadata.labels?.["app"], "bare");
    const { message } = await scene.untilEvent("a refusal", POD_LIMIT_MS, ({ reason }) => reason === "FailedCreate");
    assert.match(message, /failed calling webhook "pods.mount-monitor.io"/);
    const complaints = complaintsOf(await askDoctor(scene.name));
    for (const code of ["no-replica", "unreachable"]) assert.ok(complaints.includes(code), complaints.join());
    await wait(Math.max(0, OUTAGE_MS - (Date.now() - awayMs)));
    assert.deepEqual(
      scene.pods().map(({ metadata }) => metadata.uid),
      [bare.metadata.uid],
    );

    const outageMs = Date.now() - awayMs;
    await startWebhook();
    const backMs = Date.now();
    const next = await scene.untilPod(
      "an annotated pod",
      BACK_LIMIT_MS,
      (one) => one.metadata.labels?.["app"] === "app",
    );
    t.diagnostic(
      `the webhook was away for ${outageMs} ms: the first pod came ${Date.now() - backMs} ms after it was back`,
    );
    await scene.untilPod(
      "it to be ready",
      POD_LIMIT_MS,
      (one) => one.metadata.uid === next.metadata.uid && isReady(one),
    );
    assert.ok(containerOf(next, MONITOR) ?? next.spec.initContainers?.some(({ name }) => name === MONITOR));
  });
});
