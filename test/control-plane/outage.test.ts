import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { RawPod } from "../../webhook/src/core/raw-object.ts";
import { freePort } from "../../tools/free-ports.ts";
import { missingControlPlane } from "./support/assets.ts";
import {
  type ControllerManager,
  missingControllerManager,
  startControllerManager,
} from "./support/controller-manager.ts";
import { type ControlPlane, startControlPlane } from "./support/control-plane.ts";
import { until } from "./support/until.ts";
import { startWebhook, type WebhookProgram } from "./support/webhook-program.ts";
import { registerWebhook } from "./support/webhook-registration.ts";
import {
  collectionOf,
  manifestOf,
  type ManifestOptions,
  WORKLOAD_KINDS,
  type WorkloadKind,
} from "./support/workloads.ts";

const skip = missingControlPlane() ?? missingControllerManager() ?? false;

const PATHS = { "mount-monitor.io/paths": "/mnt/media" };
/** Without a node a DaemonSet has none, and a CronJob until its time has come. */
const WITH_PODS: ReadonlySet<WorkloadKind> = new Set(["Deployment", "StatefulSet", "Job"]);
const SCALED: ReadonlySet<WorkloadKind> = new Set(["Deployment", "StatefulSet"]);
const PROPAGATIONS = ["Foreground", "Orphan"] as const;
/** What the API server says when nobody answers for us. */
const REFUSED = /failed calling webhook "(?:pods|workloads)\.mount-monitor\.io"/;
const LIMIT_MS = 120_000;

interface Scene {
  readonly kind: WorkloadKind;
  readonly namespace: string;
  /** How the workload is deleted; undefined: it waits for the end of the outage. */
  readonly propagation: (typeof PROPAGATIONS)[number] | undefined;
}

/** Each in a namespace of its own, so that none waits for another. */
const SCENES: readonly Scene[] = WORKLOAD_KINDS.flatMap((kind) =>
  [...PROPAGATIONS, undefined].map((propagation) => ({
    kind,
    propagation,
    namespace: `${kind}-${propagation ?? "waiting"}`.toLowerCase(),
  })),
);

function waitingOf(wanted: WorkloadKind): string {
  return SCENES.find(({ kind, propagation }) => kind === wanted && propagation === undefined)?.namespace ?? "";
}

describe("with annotated workloads, while the webhook is down,", { skip }, () => {
  let plane: ControlPlane;
  let controllers: ControllerManager;
  let webhook: WebhookProgram;

  const create = (kind: WorkloadKind, namespace: string, options: ManifestOptions = {}) =>
    plane.admin.expect(collectionOf(kind, namespace), { method: "POST", body: manifestOf(kind, namespace, options) });
  const createPod = (namespace: string, annotations: Readonly<Record<string, string>>) => {
    const { template } = manifestOf("Deployment", namespace).spec;
    const body = { ...template, metadata: { generateName: "lone-", annotations } };
    return plane.admin.call(`/api/v1/namespaces/${namespace}/pods`, { method: "POST", body });
  };
  const podsIn = async (namespace: string): Promise<RawPod[]> =>
    (await plane.admin.expect(`/api/v1/namespaces/${namespace}/pods`)).items;
  const untilPods = (namespace: string, count: number) =>
    until(
      `${count} pods in ${namespace}`,
      LIMIT_MS,
      async () => {
        const pods = await podsIn(namespace);
        return pods.length === count && pods;
      },
      controllers.logTail,
    );

  /** What the controllers say about the pods that they cannot make. */
  const untilRefused = (kind: WorkloadKind, namespace: string) =>
    until(`an event about refused pods of ${kind}`, LIMIT_MS, async () => {
      const { items } = await plane.admin.expect(`/api/v1/namespaces/${namespace}/events`);
      return (items as Array<{ reason: string; message: string }>).find(
        ({ reason, message }) => reason === "FailedCreate" && REFUSED.test(message),
      );
    });

  before(async () => {
    plane = await startControlPlane();
    controllers = startControllerManager(plane);
    // Where it comes back to after the outage.
    webhook = await startWebhook(plane, { config: { httpsPort: await freePort() } });
    await registerWebhook(plane, webhook);
    await plane.createNamespace("newcomers");
    await Promise.all(
      SCENES.map(async ({ kind, namespace }) => {
        await plane.createNamespace(namespace);
        await create(kind, namespace, { annotations: PATHS });
        await untilPods(namespace, WITH_PODS.has(kind) ? 1 : 0);
      }),
    );
    await webhook.kill();
  });
  after(async () => {
    await webhook?.stop();
    await controllers?.stop();
    await plane?.stop();
  });

  describe("somebody", { concurrency: true }, () => {
    for (const { kind, namespace, propagation } of SCENES.filter(({ propagation }) => propagation !== undefined)) {
      it(`can label, scale and delete a ${kind} (${propagation})`, async () => {
        const path = `${collectionOf(kind, namespace)}/app`;
        const patch = (body: object, below = "") => plane.admin.expect(`${path}${below}`, { method: "PATCH", body });
        await patch({ metadata: { labels: { tier: "backend" }, annotations: { "example.org/note": "down" } } });
        if (SCALED.has(kind)) {
          await patch({ spec: { replicas: 2 } }, "/scale");
          await untilRefused(kind, namespace);
          await patch({ spec: { replicas: 1 } }, "/scale");
        }
        await plane.admin.expect(path, { method: "DELETE", body: { propagationPolicy: propagation } });
        await until(
          `the end of ${path}`,
          LIMIT_MS,
          async () => (await plane.admin.call(path)).status === 404,
          controllers.logTail,
        );
        await untilPods(namespace, propagation === "Orphan" && WITH_PODS.has(kind) ? 1 : 0);
      });
    }

    it("can create pods and workloads that did not ask for us", async () => {
      const reply = await createPod("newcomers", { "example.org/note": "down" });
      assert.equal(reply.status, 201, reply.text);
      await create("Deployment", "newcomers", { replicas: 2 });
      await untilPods("newcomers", 3);
    });

    it("cannot create a pod that did, nor annotate a workload, and reads why", async () => {
      await plane.createNamespace("refused");
      const pod = await createPod("refused", PATHS);
      assert.deepEqual([pod.status, REFUSED.test(pod.json().message)], [500, true], pod.text);
      const { metadata } = await create("Deployment", "refused", { replicas: 0 });
      const annotated = await plane.admin.call(`${collectionOf("Deployment", "refused")}/${metadata.name}`, {
        method: "PATCH",
        body: { metadata: { annotations: PATHS } },
      });
      assert.deepEqual([annotated.status, REFUSED.test(annotated.json().message)], [500, true], annotated.text);
    });

    it("can evict a pod that was injected", async () => {
      const namespace = waitingOf("Job");
      const [pod] = await podsIn(namespace);
      const name = pod?.metadata?.name;
      const body = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name } };
      await plane.admin.expect(`/api/v1/namespaces/${namespace}/pods/${name}/eviction`, { method: "POST", body });
      // The Job wants another in its place.
      await untilRefused("Job", namespace);
    });
  });

  it("what was refused comes when the webhook is back", async () => {
    for (const kind of SCALED) {
      const scale = { method: "PATCH", body: { spec: { replicas: 3 } } } as const;
      await plane.admin.expect(`${collectionOf(kind, waitingOf(kind))}/app/scale`, scale);
      await untilRefused(kind, waitingOf(kind));
    }
    webhook = await startWebhook(plane, { config: { httpsPort: webhook.port } });
    for (const kind of WITH_PODS) {
      const pods = await untilPods(waitingOf(kind), SCALED.has(kind) ? 3 : 1);
      for (const { metadata } of pods) {
        assert.equal(metadata?.labels?.["mount-monitor.io/injected"], "true", metadata?.name);
      }
    }
  });
});
