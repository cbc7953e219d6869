import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { after, describe, it } from "node:test";
import { annotationKey } from "@mount-monitor/contract";
import { until } from "../../control-plane/support/until.ts";
import { callServer } from "../support/api.ts";
import { barePod, hostPath } from "../support/app.ts";
import { openCanaryApp, PATH } from "../support/canary-app.ts";
import { REPLACED_LIMIT_MS } from "../support/limits.ts";
import { upgrade } from "../support/release.ts";
import { missingCluster } from "../support/settings.ts";
import { untilWebhookReady, webhookPods } from "../support/webhook.ts";

const CLIENTS = 4;
/** Between two calls of a client: the node is not what is tried. */
const PAUSE_MS = 50;
const GONE_LIMIT_MS = 120_000;

describe("a new version of the webhook, rolled out while pods are created", { skip: missingCluster() ?? false }, () => {
  after(() => upgrade());

  it("refuses none, and pods from before are looked after as ever", async (t) => {
    // Of the old version, and still there afterwards.
    const { scene, plain, pod } = await openCanaryApp(t);
    const mounts = [{ path: PATH, volume: hostPath("/srv") }];
    const before = new Set((await webhookPods()).map(({ metadata }) => metadata.uid));
    const stop = new AbortController();
    t.after(() => stop.abort());
    const create = async (client: number) => {
      const [failures, times]: [string[], number[]] = [[], []];
      for (let round = 0; !stop.signal.aborted; round++) {
        const pod = barePod({ name: `pod-${client}-${round}`, annotations: { paths: PATH }, mounts });
        const startedMs = performance.now();
        // Nothing is made, but admission is the same.
        const { status, text } = await callServer("POST", `/api/v1/namespaces/${scene.name}/pods?dryRun=All`, pod);
        times.push(performance.now() - startedMs);
        if (status !== 201 || !text.includes(`${annotationKey("injected")}`))
          failures.push(`${status} ${text.slice(0, 500)}`);
        await wait(PAUSE_MS);
      }
      return { failures, times };
    };
    const clients = Array.from({ length: CLIENTS }, (_, client) => create(client));
    await wait(2_000);
    const startedMs = Date.now();
    await upgrade({ values: ["podAnnotations.rolled=out"] });
    const rolledMs = Date.now() - startedMs;
    // The last ones are the critical ones: a replica goes on answering for a while, and then closes its connections.
    await until("all old replicas to be gone", GONE_LIMIT_MS, async () => {
      return (await webhookPods()).every(({ metadata }) => !before.has(metadata.uid));
    });
    stop.abort();
    await untilWebhookReady();
    plain.removeCanary();
    await scene.untilPod("another pod", REPLACED_LIMIT_MS, ({ metadata }) => metadata.uid !== pod.metadata.uid);
    const results = await Promise.all(clients);
    const times = results.flatMap((result) => result.times).sort((a, b) => a - b);
    const at = (share: number) => Math.round(times[Math.floor(share * (times.length - 1))] ?? 0);
    t.diagnostic(
      `rolled out in ${rolledMs} ms; ${times.length} pods admitted meanwhile, ${at(0.5)} ms at the median, ${at(0.99)} ms at p99, ${at(1)} ms at most`,
    );
    assert.deepEqual(
      results.flatMap(({ failures }) => failures),
      [],
    );
  });
});
