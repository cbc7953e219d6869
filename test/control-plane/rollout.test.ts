import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { RawPod } from "../../webhook/src/core/raw-object.ts";
import { missingControlPlane } from "./support/assets.ts";
import {
  type ControllerManager,
  missingControllerManager,
  startControllerManager,
} from "./support/controller-manager.ts";
import { type ControlPlane, startControlPlane } from "./support/control-plane.ts";
import { type Kubectl, kubectlFor, missingKubectl } from "./support/kubectl.ts";
import { until } from "./support/until.ts";
import { startWebhook, type WebhookProgram } from "./support/webhook-program.ts";
import { registerWebhook } from "./support/webhook-registration.ts";
import {
  collectionOf,
  manifestOf,
  type ManifestOptions,
  templateAnnotationsOf,
  templateOf,
  type WorkloadKind,
} from "./support/workloads.ts";

const skip = missingControlPlane() ?? missingControllerManager() ?? missingKubectl() ?? false;

const PATHS_KEY = "mount-monitor.io/paths";
const PATHS = { [PATHS_KEY]: "/mnt/media" };
const LIMIT_MS = 120_000;

describe("with real controllers,", { skip, concurrency: true }, () => {
  let plane: ControlPlane;
  let controllers: ControllerManager;
  let webhook: WebhookProgram;
  let kubectl: Kubectl;
  before(async () => {
    plane = await startControlPlane();
    controllers = startControllerManager(plane);
    webhook = await startWebhook(plane);
    await registerWebhook(plane, webhook);
    kubectl = kubectlFor(plane);
  });
  after(async () => {
    await webhook?.stop();
    await controllers?.stop();
    await plane?.stop();
  });

  async function open(kind: WorkloadKind, name: string) {
    const namespace = `${kind.toLowerCase()}-${name}`;
    await plane.createNamespace(namespace);
    const path = `${collectionOf(kind, namespace)}/app`;
    return {
      namespace,
      create: (options: ManifestOptions = {}) =>
        plane.admin.expect(collectionOf(kind, namespace), {
          method: "POST",
          body: manifestOf(kind, namespace, options),
        }),
      patch: (body: object) => plane.admin.expect(path, { method: "PATCH", body }),
      get: () => plane.admin.expect(path),
      kubectl: async (...args: string[]) => {
        const { code, stdout, errors } = await kubectl(["-n", namespace, ...args]);
        assert.deepEqual([code, errors], [0, ""], args.join(" "));
        return stdout.trim();
      },
      /**
       * Until kubectl has that many to go back to. The controller counts by what it has seen of its ReplicaSets: it may
       * have observed a change, and still have both revisions under one number.
       */
      untilRevisions: (kind: WorkloadKind, count: number) =>
        until(
          `${count} revisions of ${kind} ${namespace}/app`,
          LIMIT_MS,
          async () => {
            const { stdout } = await kubectl(["-n", namespace, "rollout", "history", `${kind}/app`]);
            return (stdout.match(/^\d+ /gm) ?? []).length === count;
          },
          controllers.logTail,
        ),
      /** Until there is one pod, which is what is asked for. */
      untilPod: (what: string, look: (pod: RawPod) => boolean) =>
        until(
          `a pod in ${namespace} that ${what}`,
          LIMIT_MS,
          async () => {
            const pods = (await plane.admin.expect(`/api/v1/namespaces/${namespace}/pods`)).items as RawPod[];
            return pods.length === 1 && pods.every(look);
          },
          controllers.logTail,
        ),
    };
  }

  for (const kind of ["Deployment", "StatefulSet"] as const) {
    it(`the pods of a ${kind} are replaced by injected ones, and back`, async () => {
      const { create, kubectl, untilPod } = await open(kind, "annotated");
      await create();
      await untilPod("is not injected", (pod) => !isInjected(pod));
      await kubectl("annotate", `${kind}/app`, "mount-monitor.io/paths=/mnt/media");
      await untilPod("is injected", isInjected);
      await kubectl("annotate", `${kind}/app`, "mount-monitor.io/paths-");
      await untilPod("is not injected any more", (pod) => !isInjected(pod));
    });
  }

  for (const kind of ["Deployment", "StatefulSet", "DaemonSet"] as const) {
    const [after, copied] = kind === "Deployment" ? ["takes back both", undefined] : ["copies again", "/mnt/media"];
    it(`rollout undo of a ${kind} right after annotating ${after}`, async () => {
      const { create, kubectl, get, untilRevisions } = await open(kind, "undone");
      await create();
      await untilRevisions(kind, 1);
      await kubectl("annotate", `${kind}/app`, "mount-monitor.io/paths=/mnt/media");
      await untilRevisions(kind, 2);
      assert.match(await kubectl("rollout", "undo", `${kind}/app`), /rolled back/);
      const workload = await get();
      assert.equal(templateAnnotationsOf(workload)[PATHS_KEY], copied);
      // kubectl gives a Deployment the annotations back, too, that it had then.
      assert.equal(workload.metadata.annotations[PATHS_KEY], copied);
    });

    it(`rollout undo of an annotated ${kind} keeps what was copied`, async () => {
      const { create, kubectl, get, patch, untilRevisions } = await open(kind, "back");
      await create({ annotations: PATHS, image: "registry.example.org/app:1" });
      await untilRevisions(kind, 1);
      const { spec } = await get();
      const changed = templateOf(manifestOf(kind, "unused", { image: "registry.example.org/app:2" }));
      await patch({ spec: { template: { spec: changed.spec } } });
      await untilRevisions(kind, 2);
      assert.match(await kubectl("rollout", "undo", `${kind}/app`), /rolled back/);
      assert.deepEqual((await get()).spec, spec);
    });
  }

  it("a Job that is annotated while suspended gets an injected pod when it is resumed", async () => {
    const { create, kubectl, patch, untilPod } = await open("Job", "suspended");
    await create({ suspend: true });
    await kubectl("annotate", "job/app", "mount-monitor.io/paths=/mnt/media");
    await patch({ spec: { suspend: false } });
    await untilPod("is injected", isInjected);
  });

  it("a Job made of an annotated CronJob gets an injected pod", async () => {
    const { create, kubectl, untilPod } = await open("CronJob", "run");
    await create({ annotations: PATHS });
    await kubectl("create", "job", "by-hand", "--from=cronjob/app");
    await untilPod("is injected", isInjected);
  });
});

function isInjected({ metadata }: RawPod): boolean {
  return metadata?.labels?.["mount-monitor.io/injected"] === "true";
}
