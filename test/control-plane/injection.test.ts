import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { RawPod } from "../../webhook/src/core/raw-object.ts";
import { fitWarnings } from "../../webhook/src/io/admission/warnings.ts";
import { givenOf, goldenCases } from "../../webhook/test/support/golden-cases.ts";
import { missingControlPlane } from "./support/assets.ts";
import { compliantPod, POD_SECURITY_LEVELS, type PodSecurityLevel, withoutPaths } from "./support/compliant-pod.ts";
import { type ControlPlane, startControlPlane } from "./support/control-plane.ts";
import { goldenPod, needsFacts, withoutVersions } from "./support/golden-pod.ts";
import { differences } from "./support/only-defaults.ts";
import { startWebhook, type WebhookProgram } from "./support/webhook-program.ts";
import { registerWebhook } from "./support/webhook-registration.ts";

const skip = missingControlPlane() ?? false;

/** What is decided by what the API server never asks about, or what it would not take in the first place. */
const NOT_ASKED: Readonly<Record<string, string>> = {
  "deny-malformed-pod": "the API server does not decode it",
  "skip-excluded-namespace": "the webhook is not asked about kube-system",
  "skip-mirror-pod": "the webhook is not asked about mirror pods",
  "skip-not-opted-in": "the webhook is not asked about pods that have no annotation",
  "skip-update": "it is about an update",
};

/** Where most golden pods live: the port of those on the node's network depends on it. */
const NAMESPACE = "media";

/** They use the node's network, or mount for others: nothing makes them fit for the level. */
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
  restricted: [...NEVER_COMPLIANT, "trap-root-app", "trap-root-app-without-capabilities"].toSorted(),
};

describe("golden pods through a real API server", { skip }, () => {
  let plane: ControlPlane;
  const webhooks: WebhookProgram[] = [];

  before(async () => {
    plane = await startControlPlane();
    const { image, imagePullPolicy } = givenOf("plex").config;
    webhooks.push(await startWebhook(plane, { config: { image, imagePullPolicy } }));
    await registerWebhook(plane, webhooks[0] as WebhookProgram);
    await plane.createNamespace(NAMESPACE);
  });
  after(async () => {
    await Promise.all(webhooks.map((webhook) => webhook.stop()));
    await plane?.stop();
  });

  const create = (pod: RawPod) =>
    plane.admin.call(`/api/v1/namespaces/${pod.metadata?.namespace}/pods?dryRun=All`, { method: "POST", body: pod });

  for (const name of asked()) {
    it(name, async () => {
      const [webhook] = webhooks as [WebhookProgram];
      const golden = goldenPod(name, NAMESPACE);
      const before = webhook.reviewsIn(NAMESPACE).length;
      const reasons = () =>
        webhook
          .reviewsIn(NAMESPACE)
          .slice(before)
          .map(({ reason }) => reason);
      const reply = await create(golden.pod);
      assert.deepEqual(reasons(), [golden.reason], "there is to be one call");
      if (golden.patched === undefined) {
        assert.equal(reply.status, 422, reply.text);
        assert.equal(
          reply.json().message,
          `admission webhook "pods.mount-monitor.io" denied the request: ${golden.sentence} (${golden.reason})`,
        );
        return;
      }
      assert.equal(reply.status, 201, reply.text);
      assert.deepEqual(reply.warnings.filter(isOurs), fitWarnings(golden.warnings));
      const stored = reply.json() as RawPod;
      assert.deepEqual(differences(withoutVersions(golden.patched), withoutVersions(stored)), []);

      const again = await create(asGiven(stored));
      assert.equal(again.status, 201, again.text);
      assert.deepEqual(asGiven(again.json()), asGiven(stored), "the second call changes something");
      assert.deepEqual(reasons().slice(1), [golden.decision === "inject" ? "already-injected" : golden.reason]);
    });
  }

  for (const level of POD_SECURITY_LEVELS) {
    it(`are injected under Pod Security ${level} wherever they were let in without us`, async () => {
      await plane.createNamespace(level, { "pod-security.kubernetes.io/enforce": level });
      const refused: string[] = [];
      const look = async (name: string) => {
        const pod = compliantPod(goldenPod(name, level).pod, level);
        const bare = await create(withoutPaths(pod));
        if (bare.status !== 201) return void refused.push(name);
        const reply = await create(pod);
        assert.equal(reply.status, 201, `${name}: ${reply.text}`);
        assert.match(reply.text, /"mount-monitor.io\/injected":"true"/, name);
      };
      await Promise.all(asked().map((name) => goldenPod(name, level).decision === "inject" && look(name)));
      assert.deepEqual(refused.toSorted(), REFUSED[level]);
    });
  }
});

/** Golden pods that the webhook decides about here as it does in the golden files. */
function asked(): string[] {
  return goldenCases("pod").filter((name) => !(name in NOT_ASKED) && !needsFacts(name));
}

/** The API server has warnings of its own. */
const isOurs = (warning: string) => /^(?:mount-monitor:|…) /.test(warning);

/** Without what the API server alone may say. */
function asGiven({ metadata, status: _status, ...pod }: RawPod & { status?: unknown }): RawPod {
  const {
    uid: _uid,
    creationTimestamp: _created,
    managedFields: _managed,
    name: _name,
    ...kept
  } = (metadata ?? {}) as Record<string, unknown>;
  return { ...pod, metadata: { name: "again", ...kept } } as RawPod;
}
