import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { RawPod } from "../../webhook/src/core/raw-object.ts";
import { fitWarnings } from "../../webhook/src/io/admission/warnings.ts";
import { givenOf, goldenCases } from "../../webhook/test/support/golden-cases.ts";
import { missingControlPlane } from "./support/assets.ts";
import { createNamespaceWith, setKubelet } from "./support/cluster-objects.ts";
import { type ControlPlane, startControlPlane } from "./support/control-plane.ts";
import { kubeletOf, goldenObjects, goldenPod, withoutVersions } from "./support/golden-pod.ts";
import { differences } from "./support/only-defaults.ts";
import { olderThan } from "./support/server-version.ts";
import { startWebhook, type WebhookProgram } from "./support/webhook-program.ts";
import { labelsOf, registerWebhook } from "./support/webhook-registration.ts";

const skip = missingControlPlane() ?? false;

/** What the API server never asks about, or would not take in the first place; and what is tried elsewhere. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  "annotation-restart-settings": "its restarts were long ago; see traps.test.ts",
  "deny-malformed-pod": "the API server does not decode it",
  "skip-excluded-namespace": "the webhook is not asked about kube-system; see conditions.test.ts",
  "skip-mirror-pod": "nor about mirror pods; see there",
  "skip-not-opted-in": "nor about pods without annotation; see there",
  "skip-update": "nor about updates; see there",
};

/** Fields of pods that older API servers do not know, and drop: the minor version that brought them. */
const CAME_WITH: Readonly<Record<string, number>> = {
  "pod-resources-fit": 34,
  "skip-pod-resources-too-small": 34,
  "trap-recursive-read-only": 31,
  "warn-in-place-unsupported": 36,
};
/** What is decided for kubelets of this version goes by that of the API server, too. */
const IN_PLACE = 36;

/** Where most golden pods live: the port of those on the node's network depends on it. */
const NAMESPACE = "media";

describe("golden pods through a real API server", { skip }, () => {
  let plane: ControlPlane;
  let webhook: WebhookProgram;
  before(async () => {
    plane = await startControlPlane();
    webhook = await startWebhook(plane, { config: configOf("plex") });
    await registerWebhook(plane, webhook);
    await plane.createNamespace(NAMESPACE);
  });
  after(async () => {
    await webhook?.stop();
    await plane?.stop();
  });

  /** As the API server stores it, after one call; and a second call changes nothing. */
  async function check(name: string, namespace: string, asked: WebhookProgram): Promise<void> {
    const create = (pod: RawPod) =>
      plane.admin.call(`/api/v1/namespaces/${namespace}/pods?dryRun=All`, { method: "POST", body: pod });
    const golden = goldenPod(name, namespace);
    const before = asked.reviewsIn(namespace).length;
    const reasons = () =>
      asked
        .reviewsIn(namespace)
        .slice(before)
        .map(({ reason }) => reason);
    const reply = await create(golden.pod);
    assert.deepEqual(reasons(), [golden.reason], "there is to be one call");
    if (golden.patched === undefined) {
      const message = `admission webhook "pods.mount-monitor.io" denied the request: ${golden.sentence} (${golden.reason})`;
      assert.deepEqual([reply.status, reply.json().message], [422, message]);
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
  }

  const names = goldenCases("pod").filter((name) => !(name in ELSEWHERE));
  for (const version of new Set(names.map(kubeletOf))) {
    describe(`with kubelets ${version}`, () => {
      before(() => setKubelet(plane, webhook, version));
      for (const name of names.filter((name) => kubeletOf(name) === version)) {
        it(name, async (t) => {
          const minor = CAME_WITH[name] ?? (version === `1.${IN_PLACE}` ? IN_PLACE : 0);
          const older = await olderThan(plane, minor);
          if (older !== undefined) return t.skip(older);
          const { objects, ownConfig } = goldenObjects(name);
          if (objects === undefined && !ownConfig) return check(name, NAMESPACE, webhook);
          const own = ownConfig ? await startWebhook(plane, { config: configOf(name) }) : webhook;
          try {
            if (ownConfig) await registerWebhook(plane, own, { name, namespaceLabel: name });
            await createNamespaceWith(plane, own, name, { ...objects, labels: ownConfig ? labelsOf(name) : {} });
            await check(name, name, own);
          } finally {
            if (ownConfig) await own.stop();
          }
        });
      }
    });
  }
});

/** The part of a golden case's configuration that can be configured. */
function configOf(name: string) {
  const { image, imagePullPolicy, defaults } = givenOf(name).config;
  return { image, imagePullPolicy, defaults };
}

/** The API server has warnings of its own. */
const isOurs = (warning: string) => /^(?:mount-monitor:|…+) /.test(warning);

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
