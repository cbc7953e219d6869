import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { RawPod, RawPodSpec } from "../../webhook/src/core/raw-object.ts";
import type { ApiCall } from "./support/api-client.ts";
import { missingControlPlane } from "./support/assets.ts";
import { type ControlPlane, startControlPlane } from "./support/control-plane.ts";
import { goldenPod } from "./support/golden-pod.ts";
import { remembered } from "./support/server-memory.ts";
import { startWebhook, type WebhookProgram } from "./support/webhook-program.ts";
import { registerWebhook } from "./support/webhook-registration.ts";
import {
  collectionOf,
  manifestOf,
  type ManifestOptions,
  templateAnnotationsOf,
  templateOf,
  WORKLOAD_KINDS,
  type WorkloadKind,
} from "./support/workloads.ts";

const skip = missingControlPlane() ?? false;

const PATHS = { "mount-monitor.io/paths": "/mnt/media" };

/** A patch of something, or of what lies below it. */
interface Step {
  readonly name: string;
  readonly body: object;
  readonly below?: string;
  readonly kinds?: readonly WorkloadKind[];
}

const APPS: readonly WorkloadKind[] = ["Deployment", "StatefulSet", "DaemonSet"];
const SCALED: readonly WorkloadKind[] = ["Deployment", "StatefulSet"];

/** What is done to workloads all the time, and changes nothing for us. */
const NOT_ASKED: readonly Step[] = [
  { name: "scale", kinds: SCALED, below: "/scale", body: { spec: { replicas: 3 } } },
  { name: "replicas", kinds: SCALED, body: { spec: { replicas: 2 } } },
  { name: "label", body: { metadata: { labels: { tier: "backend" } } } },
  { name: "annotation of others", body: { metadata: { annotations: { "example.org/note": "hello" } } } },
  { name: "finalizer", body: { metadata: { finalizers: ["example.org/hold"] } } },
  { name: "finalizer removed", body: { metadata: { finalizers: null } } },
  { name: "status", kinds: APPS, below: "/status", body: { status: { observedGeneration: 1 } } },
  {
    name: "status",
    kinds: ["CronJob"],
    below: "/status",
    body: { status: { lastScheduleTime: "2026-01-01T04:00:00Z" } },
  },
  { name: "pause", kinds: ["Deployment"], body: { spec: { paused: true } } },
  { name: "schedule", kinds: ["CronJob"], body: { spec: { schedule: "0 5 1 1 *" } } },
  { name: "suspension", kinds: ["CronJob"], body: { spec: { suspend: true } } },
  { name: "parallelism", kinds: ["Job"], body: { spec: { parallelism: 2 } } },
  { name: "nothing", body: {} },
];

const annotate = (annotations: Readonly<Record<string, string | null>>) => ({ metadata: { annotations } });

/** In this order, after the workload was created with the annotation. */
const ASKED: readonly Step[] = [
  { name: "other value", body: annotate({ "mount-monitor.io/paths": "/mnt" }) },
  { name: "further annotation", body: annotate({ "mount-monitor.io/mode": "observe" }) },
  { name: "annotation removed", body: annotate({ "mount-monitor.io/mode": null }) },
  { name: "unknown annotation of ours", body: annotate({ "mount-monitor.io/mod": "observe" }) },
  { name: "last annotation removed", body: annotate({ "mount-monitor.io/mod": null, "mount-monitor.io/paths": null }) },
  { name: "annotated again", body: annotate(PATHS) },
];

/** The last one is what the garbage collector does, once what belongs to the workload is gone, or was let go. */
const WHILE_DELETED: readonly Step[] = [
  { name: "label", body: { metadata: { labels: { tier: "backend" } } } },
  { name: "annotation removed", body: annotate({ "mount-monitor.io/paths": null }) },
  { name: "finalizers", body: { metadata: { finalizers: null } } },
];

const POD_STEPS: readonly Step[] = [
  { name: "label", body: { metadata: { labels: { tier: "backend" } } } },
  { name: "pause", body: annotate({ "mount-monitor.io/pause": "1h" }) },
  { name: "other paths", body: annotate({ "mount-monitor.io/paths": "/elsewhere" }) },
  { name: "image", body: { spec: { containers: [{ name: "app", image: "registry.example.org/app:2" }] } } },
  { name: "status", below: "/status", body: { status: { phase: "Running" } } },
  {
    name: "ephemeral container",
    below: "/ephemeralcontainers",
    body: { spec: { ephemeralContainers: [{ name: "debugger", image: "busybox" }] } },
  },
];

describe("the webhook", { skip, concurrency: true }, () => {
  let plane: ControlPlane;
  let webhook: WebhookProgram;
  before(async () => {
    plane = await startControlPlane();
    webhook = await startWebhook(plane);
    await registerWebhook(plane, webhook);
    await plane.createNamespace("strangers");
    const account = { metadata: { name: "default" } };
    await plane.admin.expect("/api/v1/namespaces/kube-system/serviceaccounts", { method: "POST", body: account });
  });
  after(async () => {
    await webhook?.stop();
    await plane?.stop();
  });

  /** How often we are asked while something is done to an object. */
  async function callsOf(namespace: string, path: string, call: ApiCall): Promise<number> {
    const before = webhook.reviewsIn(namespace).length;
    const { metadata } = await plane.admin.expect(path, call);
    const calls = webhook.reviewsIn(namespace).length - before;
    const version = metadata?.resourceVersion;
    if (version && call.method !== "POST") await remembered(plane.admin, path, version);
    return calls;
  }

  for (const kind of WORKLOAD_KINDS) {
    const suspend = kind === "Job" ? { suspend: true } : {};

    async function open(name: string) {
      const namespace = `${kind.toLowerCase()}-${name}`;
      await plane.createNamespace(namespace);
      const collection = collectionOf(kind, namespace);
      const path = `${collection}/app`;
      const manifest = (options: ManifestOptions) => manifestOf(kind, namespace, { ...suspend, ...options });
      const calls = (call: ApiCall, below = "") => callsOf(namespace, `${path}${below}`, call);
      return {
        path,
        create: (annotations = {}) =>
          callsOf(namespace, collection, { method: "POST", body: manifest({ annotations }) }),
        take: ({ below, body }: Step) => calls({ method: "PATCH", body }, below),
        changeTemplate: (value: string) => {
          const body = manifest({ templateAnnotations: { "example.org/changed": value } });
          return calls({ method: "PATCH", body: { spec: body.spec } });
        },
        put: (body: object) => calls({ method: "PUT", body }),
        remove: (propagationPolicy: string) => calls({ method: "DELETE", body: { propagationPolicy } }),
        get: () => plane.admin.expect(path),
      };
    }
    const steps = (all: readonly Step[]) => all.filter(({ kinds = WORKLOAD_KINDS }) => kinds.includes(kind));

    it(`is not asked about a ${kind} without annotation`, async () => {
      const { create, take, changeTemplate, remove } = await open("bare");
      assert.equal(await create(), 0, "created");
      for (const step of steps(NOT_ASKED)) assert.equal(await take(step), 0, step.name);
      assert.equal(await changeTemplate("a"), 0, "template");
      assert.equal(await remove("Background"), 0, "deleted");
    });

    it(`is asked about a ${kind} whose annotations or template change, and about nothing else`, async () => {
      const { create, take, changeTemplate, put, get } = await open("annotated");
      assert.equal(await create(PATHS), 1, "created");
      for (const step of steps(NOT_ASKED)) assert.equal(await take(step), 0, step.name);
      for (const step of steps(ASKED)) assert.equal(await take(step), 1, step.name);
      assert.equal(await changeTemplate("b"), 1, "template");
      const live = await get();
      assert.equal(await put(live), 0, "put back as it is");
      templateOf(live).metadata.annotations = {};
      assert.equal(await put(live), 1, "put without what was copied");
      assert.equal(templateAnnotationsOf(await get())["mount-monitor.io/paths"], "/mnt/media");
    });

    it(`is not asked while a ${kind} is deleted, however that is done`, async () => {
      const { create, take, remove, path } = await open("deleted");
      for (const policy of ["Foreground", "Orphan"]) {
        assert.equal(await create(PATHS), 1, "created");
        assert.equal(await remove(policy), 0, policy);
        for (const step of WHILE_DELETED) assert.equal(await take(step), 0, `${policy}: ${step.name}`);
        assert.equal((await plane.admin.call(path)).status, 404, policy);
      }
    });
  }

  it("is not asked about what happens to a pod that is there", async () => {
    const namespace = "pod";
    const collection = `/api/v1/namespaces/${namespace}/pods`;
    await plane.createNamespace(namespace);
    const { pod } = goldenPod("annotation-mode", namespace);
    const body = { ...pod, metadata: { ...pod.metadata, name: "app" } };
    assert.equal(await callsOf(namespace, collection, { method: "POST", body }), 1, "created");
    for (const { name, below = "", body } of POD_STEPS) {
      const contentType = "application/strategic-merge-patch+json";
      const call: ApiCall = { method: "PATCH", body, contentType };
      assert.equal(await callsOf(namespace, `${collection}/app${below}`, call), 0, name);
    }
    const { spec } = await plane.admin.expect(`${collection}/app`);
    assert.deepEqual(
      [...spec.initContainers, ...spec.containers, ...spec.ephemeralContainers].map(({ name }) => name),
      ["mount-monitor-gate", "mount-monitor", "app", "debugger"],
    );
    const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name: "app", namespace } };
    const evict: ApiCall = { method: "POST", body: eviction };
    assert.equal(await callsOf(namespace, `${collection}/app/eviction`, evict), 0, "eviction");
  });

  const strangers: Readonly<Record<string, { readonly namespace: string; readonly pod: RawPod }>> = {
    "without annotation": { namespace: "strangers", pod: { metadata: {} } },
    "with annotations of others": {
      namespace: "strangers",
      pod: { metadata: { annotations: { "example.org/a": "b" } } },
    },
    "of kube-system": { namespace: "kube-system", pod: { metadata: { annotations: PATHS } } },
    "of an installation of ours": {
      namespace: "strangers",
      pod: { metadata: { annotations: PATHS, labels: { "app.kubernetes.io/name": "mount-monitor" } } },
    },
    "that only mirrors one of its node": {
      namespace: "strangers",
      pod: {
        metadata: { annotations: { ...PATHS, "kubernetes.io/config.mirror": "5f2d" } },
        spec: { nodeName: "node" } as RawPodSpec,
      },
    },
  };
  for (const [name, { namespace, pod }] of Object.entries(strangers)) {
    it(`is not asked about a pod ${name}`, async () => {
      const spec = { ...pod.spec, automountServiceAccountToken: false, containers: [{ name: "app", image: "app" }] };
      const body = { metadata: { ...pod.metadata, name: "app" }, spec };
      const path = `/api/v1/namespaces/${namespace}/pods?dryRun=All`;
      assert.equal(await callsOf(namespace, path, { method: "POST", body }), 0);
    });
  }
});
