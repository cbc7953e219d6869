import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { until } from "../../control-plane/support/until.ts";
import { statefulSet, hostPath, QUICK } from "../support/app.ts";
import { openCanaryApp, PATH } from "../support/canary-app.ts";
import { kubectl } from "../support/kubectl.ts";
import { POD_LIMIT_MS } from "../support/limits.ts";
import { isReady } from "../support/objects.ts";
import { upgrade } from "../support/release.ts";
import { missingCluster } from "../support/settings.ts";
import { webhookPods } from "../support/webhook.ts";

const DRAIN_LIMIT_MS = 180_000;
const BACK_LIMIT_MS = 300_000;

describe("a node that is drained", { skip: missingCluster() ?? false }, () => {
  after(async () => {
    await kubectl(["uncordon", "--selector=kubernetes.io/os=linux"]);
    await upgrade();
  });

  it("with one replica of the webhook, as on a single node: it empties, and all come back", async (t) => {
    await upgrade({ values: ["replicas=1"] });
    const { scene, plain, pod } = await openCanaryApp(t);
    const mounts = [{ path: PATH, volume: hostPath(plain.folder) }];
    await scene.create(statefulSet({ name: "second", annotations: { ...QUICK, paths: PATH }, mounts }));
    await until("two apps", POD_LIMIT_MS, () => scene.pods().filter(isReady).length === 2);

    const startedMs = Date.now();
    const node = pod.spec.nodeName ?? "";
    const said = await kubectl(
      ["drain", node, "--ignore-daemonsets", "--delete-emptydir-data", `--timeout=${DRAIN_LIMIT_MS / 1_000}s`],
      { limitMs: DRAIN_LIMIT_MS + 30_000 },
    );
    assert.match(said, /drained/);
    t.diagnostic(`drained after ${Date.now() - startedMs} ms`);
    // What kubectl has seen comes to us by a watch of our own.
    await until("no app on the node", POD_LIMIT_MS, () =>
      scene
        .pods()
        .every(({ spec, metadata }) => spec.nodeName === undefined || metadata.deletionTimestamp !== undefined),
    );

    await kubectl(["uncordon", node]);
    const backMs = Date.now();
    await until("the webhook", BACK_LIMIT_MS, async () => (await webhookPods()).some(isReady));
    const webhookMs = Date.now() - backMs;
    await until("the apps", BACK_LIMIT_MS, () => scene.pods().filter(isReady).length === 2);
    t.diagnostic(`uncordoned: the webhook ready after ${webhookMs} ms, the apps after ${Date.now() - backMs} ms`);
  });
});
