import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { RawPod } from "../../webhook/src/core/raw-object.ts";
import { goldenCases } from "../../webhook/test/support/golden-cases.ts";
import { missingControlPlane } from "./support/assets.ts";
import { createNamespaceWith, type NamespaceObjects } from "./support/cluster-objects.ts";
import {
  compliantPod,
  POD_SECURITY_LEVELS,
  type PodSecurityLevel,
  sizedPod,
  withoutPaths,
} from "./support/compliant-pod.ts";
import { type ControlPlane, startControlPlane } from "./support/control-plane.ts";
import { goldenPod } from "./support/golden-pod.ts";
import { startWebhook, type WebhookProgram } from "./support/webhook-program.ts";
import { registerWebhook } from "./support/webhook-registration.ts";
import { olderThan } from "./support/server-version.ts";

const skip = missingControlPlane() ?? false;

const INJECTED = goldenCases("pod").filter((name) => goldenPod(name, "unused").decision === "inject");

/** One of each shape: containers of every kind, and resources of every kind. */
const SHAPES = [
  "annotation-resources",
  "annotation-sidecar-container",
  "arr-stack",
  "cronjob",
  "istio",
  "plex",
  "rclone-native-sidecar",
  "restricted",
  "statefulset-with-sub-paths",
  "trap-app-is-native-sidecar",
  "trap-guaranteed",
];

/** They use the node's network, or mount for others: nothing makes them fit for a level. */
const NEVER_COMPLIANT = [
  "daemonset-host-network",
  "host-network-own-port",
  "istio",
  "rclone-container",
  "rclone-container-app-does-not-follow",
  "rclone-native-sidecar",
  "trap-mounter-is-native-sidecar-alone",
  "trap-mounter-is-the-app",
  "warn-host-network",
];

/** What the API server does not let in under a level, whether we are asked or not. */
const REFUSED: Readonly<Record<PodSecurityLevel, readonly string[]>> = {
  privileged: [],
  baseline: NEVER_COMPLIANT,
  restricted: [...NEVER_COMPLIANT, "trap-root-app", "trap-root-app-without-capabilities"],
};

/** Within every constraint below. */
const SIZED = {
  requests: { cpu: "500m", memory: "768Mi", "ephemeral-storage": "64Mi" },
  limits: { cpu: "1", memory: "1Gi", "ephemeral-storage": "64Mi" },
};
const GUARANTEED = { requests: SIZED.limits, limits: SIZED.limits };
const QUOTA = {
  "requests.cpu": "100",
  "requests.memory": "100Gi",
  "requests.ephemeral-storage": "100Gi",
  "limits.cpu": "100",
  "limits.memory": "100Gi",
  "limits.ephemeral-storage": "100Gi",
  pods: "1000",
};

interface Constraint extends NamespaceObjects {
  /** How the app's containers have to be for this; as they are where nothing is said. */
  readonly sizes?: ReadonlyArray<typeof SIZED>;
  /** Which pods are tried; one of each shape where nothing is said. */
  readonly pods?: readonly string[];
  /** Whose app is too large for this. */
  readonly refused?: readonly string[];
  /** The minor version of Kubernetes that it came with. */
  readonly since?: number;
}

const CONSTRAINTS: Readonly<Record<string, Constraint>> = {
  "limits-by-default": {
    limits: [{ default: { cpu: "1", memory: "8Gi" }, defaultRequest: { cpu: "50m", memory: "100Mi" } }],
  },
  "limits-at-most": { limits: [{ max: { cpu: "4", memory: "8Gi" } }] },
  "limits-of-little-by-default": {
    limits: [{ default: { cpu: "20m", memory: "32Mi" } }],
    refused: ["plex", "restricted"],
  },
  "limits-of-little": {
    limits: [{ max: { cpu: "50m", memory: "48Mi" } }],
    refused: ["plex", "restricted", "trap-guaranteed"],
  },
  "limits-at-least": { limits: [{ min: { cpu: "200m", memory: "300Mi" } }], sizes: [SIZED, GUARANTEED] },
  "limits-in-proportion": {
    limits: [{ maxLimitRequestRatio: { cpu: "3", memory: "1.5" } }],
    sizes: [SIZED, GUARANTEED],
  },
  "limits-as-requested": {
    limits: [{ maxLimitRequestRatio: { cpu: "1", memory: "1" }, max: { cpu: "4" } }, { min: { memory: "200Mi" } }],
    sizes: [GUARANTEED],
  },
  "quota-of-limits": { quota: { "limits.cpu": "100", "limits.memory": "100Gi" }, sizes: [SIZED] },
  "quota-of-requests": { quota: { cpu: "100", memory: "100Gi" }, sizes: [SIZED] },
  "quota-of-all": { quota: QUOTA, sizes: [SIZED, GUARANTEED] },
  "quota-for-resources-of-pods": {
    quota: { "limits.cpu": "100", "limits.memory": "100Gi", "requests.cpu": "100", "requests.memory": "100Gi" },
    pods: ["pod-resources-fit"],
    since: 34,
  },
  "quota-with-defaults": {
    quota: QUOTA,
    limits: [{ default: { cpu: "1", memory: "8Gi", "ephemeral-storage": "1Gi" } }],
  },
};

describe("a pod that is let in without us is let in with us, and after one call:", { skip }, () => {
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

  /** Tries each pod with us and without; gives the names of those that were refused without. */
  async function tryAll(namespace: string, pods: ReadonlyMap<string, RawPod>): Promise<readonly string[]> {
    const create = (pod: RawPod) =>
      plane.admin.call(`/api/v1/namespaces/${namespace}/pods?dryRun=All`, { method: "POST", body: pod });
    const refused: string[] = [];
    const look = async ([name, pod]: readonly [string, RawPod]) => {
      if ((await create(withoutPaths(pod))).status !== 201) return void refused.push(name);
      const { status, text } = await create(pod);
      assert.equal(status, 201, `${name}: ${text}`);
      assert.match(text, /"mount-monitor.io\/injected":"true"/, name);
    };
    await Promise.all([...pods].map(look));
    const decided = webhook.reviewsIn(namespace).map(({ reason }) => reason);
    assert.deepEqual(new Set(decided), new Set(["injected"]));
    assert.equal(decided.length, pods.size - refused.length);
    return refused.toSorted();
  }

  for (const level of POD_SECURITY_LEVELS) {
    it(`Pod Security ${level}`, async () => {
      await plane.createNamespace(level, { labels: { "pod-security.kubernetes.io/enforce": level } });
      const pods = INJECTED.map((name) => [name, compliantPod(goldenPod(name, level).pod, level)] as const);
      assert.deepEqual(await tryAll(level, new Map(pods)), REFUSED[level].toSorted());
    });
  }

  for (const [name, { sizes = [undefined], pods = SHAPES, refused = [], since = 0, ...objects }] of Object.entries(
    CONSTRAINTS,
  )) {
    for (const [index, size] of sizes.entries()) {
      it(`${name}${size === GUARANTEED ? ", Guaranteed" : ""}`, async (test) => {
        const older = await olderThan(plane, since);
        if (older !== undefined) return test.skip(older);
        const namespace = `${name}-${index}`;
        await createNamespaceWith(plane, webhook, namespace, objects);
        const podOf = (shape: string) => {
          const { pod } = goldenPod(shape, namespace);
          return size === undefined ? pod : sizedPod(pod, size);
        };
        assert.deepEqual(await tryAll(namespace, new Map(pods.map((shape) => [shape, podOf(shape)]))), refused);
      });
    }
  }
});
