import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { annotationKey } from "@mount-monitor/contract";
import type { RawContainer, RawPod, RawPodSpec } from "../../webhook/src/core/raw-object.ts";
import { missingControlPlane } from "./support/assets.ts";
import { withoutPaths } from "./support/compliant-pod.ts";
import { type ControlPlane, startControlPlane } from "./support/control-plane.ts";
import { goldenPod } from "./support/golden-pod.ts";
import { startOtherInjector } from "./support/other-injector.ts";
import { until } from "./support/until.ts";
import { startWebhook, type WebhookProgram } from "./support/webhook-program.ts";
import { registerWebhook } from "./support/webhook-registration.ts";

const skip = missingControlPlane() ?? false;
const IN_FORCE_MS = 60_000;

/** Webhooks are asked in the order of their configurations' names; ours is `mount-monitor-webhook`. */
const OTHERS = { before: "an-other", after: "yet-another" } as const;

type Order = keyof typeof OTHERS;

const PROXY: RawContainer = { name: "proxy", image: "registry.example.org/proxy:1" };

interface Case {
  readonly inject: (spec: RawPodSpec) => Partial<RawPodSpec>;
  /** What we decide, call by call, when the other is asked before us, and when it is asked after us. */
  readonly decided: Readonly<Record<Order, readonly string[]>>;
}

/** A new container gets a token from the API server, and as that changes the pod, all are asked once more. */
const ASKED_TWICE = ["injected", "already-injected"];

const CASES: Readonly<Record<string, Case>> = {
  "adds a container": {
    inject: ({ containers = [] }) => ({ containers: [...containers, PROXY] }),
    decided: { before: ASKED_TWICE, after: ASKED_TWICE },
  },
  "puts a container first": {
    inject: ({ containers = [] }) => ({ containers: [PROXY, ...containers] }),
    decided: { before: ASKED_TWICE, after: ASKED_TWICE },
  },
  "puts an init container first": {
    inject: ({ initContainers = [] }) => ({ initContainers: [PROXY, ...initContainers] }),
    decided: { before: ASKED_TWICE, after: ASKED_TWICE },
  },
  "adds a native sidecar": {
    inject: ({ initContainers = [] }) => ({
      initContainers: [...initContainers, { ...PROXY, restartPolicy: "Always" }],
    }),
    decided: { before: ASKED_TWICE, after: ASKED_TWICE },
  },
  "adds a container that mounts the volume, too": {
    inject: ({ containers = [] }) => ({
      containers: [...containers, { ...PROXY, volumeMounts: [{ name: "media", mountPath: "/mnt/media" }] }],
    }),
    decided: { before: ASKED_TWICE, after: ASKED_TWICE },
  },
  "has the app follow its mounts": {
    inject: ({ containers = [] }) => ({
      containers: containers.map((container) => ({
        ...container,
        volumeMounts: (container.volumeMounts ?? []).map((mount) =>
          mount.name === "media" ? { ...mount, mountPropagation: "HostToContainer" } : mount,
        ),
      })),
    }),
    decided: { before: ["injected"], after: ["injected", "injected"] },
  },
};

describe("beside an injector that", { skip, concurrency: true }, () => {
  let plane: ControlPlane;
  let webhook: WebhookProgram;
  before(async () => {
    plane = await startControlPlane();
    webhook = await startWebhook(plane);
    await registerWebhook(plane, webhook);
  });
  after(async () => {
    await webhook?.stop();
    await plane?.stop();
  });

  const create = async (namespace: string, pod: RawPod): Promise<RawPod> =>
    plane.admin.expect(`/api/v1/namespaces/${namespace}/pods?dryRun=All`, { method: "POST", body: pod });

  /** The pod as it is stored once both were asked, and what we decided each time. */
  async function injectBeside(order: Order, id: string, inject: (pod: RawPod) => RawPod, pod: RawPod) {
    const namespace = `${order}-${id}`;
    await plane.createNamespace(namespace);
    const other = await startOtherInjector(plane, { name: `${OTHERS[order]}-${id}`, namespace, inject });
    try {
      await until("the other injector is asked", IN_FORCE_MS, async () => {
        await create(namespace, { metadata: { name: "probe" }, spec: { containers: [PROXY] } }).catch(() => {});
        return other.calls() > 0;
      });
      const probed = webhook.reviewsIn(namespace).length;
      const stored = await create(namespace, { ...pod, metadata: { ...pod.metadata, namespace } });
      return {
        stored,
        decided: webhook
          .reviewsIn(namespace)
          .slice(probed)
          .map(({ reason }) => reason),
      };
    } finally {
      await other.close();
    }
  }

  for (const [index, [name, { inject, decided }]] of Object.entries(CASES).entries()) {
    it(`${name} ends in the same pod, whoever is asked first`, async () => {
      const { pod } = goldenPod("annotation-mode", "unused");
      const other = (given: RawPod) =>
        namesOf(given).includes(PROXY.name) ? given : withSpec(given, inject(given.spec ?? { containers: [] }));
      const [before, after] = await Promise.all([
        injectBeside("before", `${index}`, other, pod),
        injectBeside("after", `${index}`, other, pod),
      ]);
      assert.deepEqual({ before: before.decided, after: after.decided }, decided);
      assert.deepEqual(comparable(before.stored), comparable(after.stored));
      for (const { stored } of [before, after]) {
        const names = namesOf(stored);
        assert.equal(new Set(names).size, names.length, `a container stands there twice: ${names.join(", ")}`);
        assert.ok(names.indexOf("mount-monitor-gate") < names.indexOf("mount-monitor"), names.join(", "));
      }
    });
  }

  it("opts pods in has to be asked before us", async () => {
    const { pod } = goldenPod("annotation-mode", "unused");
    const optIn = ({ metadata, ...given }: RawPod): RawPod => ({
      ...given,
      metadata: { ...metadata, annotations: { ...metadata?.annotations, [annotationKey("paths")]: "/mnt/media" } },
    });
    const [before, after] = await Promise.all([
      injectBeside("before", "opts-in", optIn, withoutPaths(pod)),
      injectBeside("after", "opts-in", optIn, withoutPaths(pod)),
    ]);
    assert.deepEqual(before.decided, ["injected"]);
    // Whoever was not asked the first time is not asked again.
    assert.deepEqual(after.decided, []);
    assert.deepEqual(namesOf(after.stored), ["app"]);
  });
});

function withSpec(pod: RawPod, spec: Partial<RawPodSpec>): RawPod {
  return { ...pod, spec: { ...pod.spec, ...spec } } as RawPod;
}

function namesOf({ spec }: RawPod): string[] {
  return [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].map(({ name }) => name);
}

/** Of two that each want to be first among the init containers one is; and the API server's volumes have random names. */
function comparable({ spec }: RawPod): unknown {
  const initContainers = (spec?.initContainers ?? []).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return JSON.parse(
    JSON.stringify({ ...spec, initContainers }).replaceAll(/kube-api-access-\w{5}/g, "kube-api-access"),
  );
}
