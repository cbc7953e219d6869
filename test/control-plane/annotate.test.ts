import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { missingControlPlane } from "./support/assets.ts";
import { type InjectingPlane, startInjectingPlane } from "./support/injecting-plane.ts";
import { missingKubectl } from "./support/kubectl.ts";
import { remembered } from "./support/server-memory.ts";
import {
  collectionOf,
  manifestOf,
  type ManifestOptions,
  templateAnnotationsOf,
  templateOf,
  WORKLOAD_KINDS,
  type WorkloadKind,
} from "./support/workloads.ts";

const skip = missingControlPlane() ?? missingKubectl() ?? false;

const PATHS = { "mount-monitor.io/paths": "/mnt/media" };
const COPIED = { ...PATHS, "mount-monitor.io/inherited": '{"paths":"/mnt/media"}' };

const rollout = (kind: WorkloadKind) => `mount-monitor: ${kind}/app: the pod template changes, which starts a rollout`;
const NEXT_RUN = "mount-monitor: CronJob/app: the changed pod template counts from the next run on";
const NO_RESTART = "mount-monitor: restart: delete could fail the Job, so its pod is not restarted";

/** What a person at kubectl reads when the annotation comes, and when it goes. */
const WARNINGS: Readonly<
  Record<WorkloadKind, { readonly set: readonly string[]; readonly removed: readonly string[] }>
> = {
  Deployment: { set: [rollout("Deployment")], removed: [rollout("Deployment")] },
  StatefulSet: { set: [rollout("StatefulSet")], removed: [rollout("StatefulSet")] },
  DaemonSet: { set: [rollout("DaemonSet")], removed: [rollout("DaemonSet")] },
  Job: { set: [NO_RESTART], removed: [] },
  CronJob: { set: [NO_RESTART, NEXT_RUN], removed: [NEXT_RUN] },
};

describe("with kubectl", { skip, concurrency: true }, () => {
  let cluster: InjectingPlane;
  before(async () => {
    cluster = await startInjectingPlane();
  });
  after(() => cluster?.close());

  /** A namespace, and what can be done in it with the workload `app`. */
  async function open(kind: WorkloadKind, name: string) {
    const namespace = `${kind.toLowerCase()}-${name}`;
    await cluster.plane.createNamespace(namespace);
    // The template of a Job can be changed only while it is suspended.
    const suspend = kind === "Job" ? { suspend: true } : {};
    const manifest = (options: ManifestOptions = {}) => manifestOf(kind, namespace, { ...suspend, ...options });
    const say = async (args: readonly string[], input?: object) => {
      const { code, stdout, warnings, errors } = await cluster.kubectl(args, input);
      assert.deepEqual([code, errors], [0, ""], `kubectl ${args.join(" ")}`);
      return { said: stdout.trim().replace(/^\S+ /, ""), warnings };
    };
    const get = async () => {
      const path = `${collectionOf(kind, namespace)}/app`;
      const live = await cluster.plane.admin.expect(path);
      await remembered(cluster.plane.admin, path, live.metadata.resourceVersion);
      return live;
    };
    return {
      manifest,
      get,
      calls: () => cluster.webhook.reviewsIn(namespace).length,
      copied: async () => ours(templateAnnotationsOf(await get())),
      annotate: (...words: string[]) => say(["annotate", "-n", namespace, `${kind}/app`, "--overwrite", ...words]),
      apply: (options?: ManifestOptions) => say(["apply", "-f", "-"], manifest(options)),
      applyFromServer: (options?: ManifestOptions) =>
        say(["apply", "--server-side", "--field-manager=gitops", "-f", "-"], manifest(options)),
      /** A manifest in place of everything: with these annotations, and a template that has none. */
      replace: async (annotations: Readonly<Record<string, string>>) => {
        const { metadata: _metadata, ...live } = await get();
        templateOf(live).metadata.annotations = {};
        return say(["replace", "-f", "-"], { ...live, metadata: { name: "app", namespace, annotations } });
      },
      diff: (...flags: string[]) => say(["diff", ...flags, "-f", "-"], manifest()),
    };
  }

  for (const kind of WORKLOAD_KINDS) {
    it(`an annotation of a ${kind} goes to its template, and leaves it again`, async () => {
      const { apply, annotate, copied, calls, get } = await open(kind, "annotated");
      await apply();
      const before = await get();
      assert.equal(calls(), 0);

      assert.deepEqual(await annotate("mount-monitor.io/paths=/mnt/media"), {
        said: "annotated",
        warnings: WARNINGS[kind].set,
      });
      assert.deepEqual(await copied(), COPIED);

      const { warnings } = await annotate("mount-monitor.io/paths=/mnt/medai");
      assert.deepEqual(warnings.slice(0, 2), [
        "mount-monitor: its pods will be refused: /mnt/medai lies on no volumeMount of an app container (did you mean …",
        "… /mnt/media?); volumeMounts are app: /mnt/media",
      ]);
      assert.equal((await copied())["mount-monitor.io/paths"], "/mnt/medai");

      assert.deepEqual(await annotate("mount-monitor.io/paths-"), {
        said: "annotated",
        warnings: WARNINGS[kind].removed,
      });
      assert.deepEqual((await get()).spec, before.spec);
    });

    it(`client-side apply of a ${kind} leaves alone what was copied`, async () => {
      const { apply, annotate, copied, calls, diff, get, replace } = await open(kind, "applied");
      await apply();
      await annotate("mount-monitor.io/paths=/mnt/media");
      const [before, asked] = [await get(), calls()];
      assert.deepEqual(await apply(), { said: "unchanged", warnings: [] });
      await diff();
      assert.equal((await get()).metadata.resourceVersion, before.metadata.resourceVersion);
      assert.equal(calls(), asked);

      const changed = { templateAnnotations: { "example.org/changed": "yes" } };
      assert.deepEqual((await apply(changed)).said, "configured");
      assert.deepEqual(await copied(), COPIED);
      await replace(PATHS);
      assert.deepEqual(await copied(), COPIED);
      assert.deepEqual((await get()).spec, before.spec);
      assert.deepEqual((await replace({})).said, "replaced");
      assert.deepEqual(await copied(), {});
    });

    it(`server-side apply of a ${kind} by another manager does not fight over what was copied`, async () => {
      const { applyFromServer, annotate, copied, calls, diff, get } = await open(kind, "server-applied");
      await applyFromServer();
      await annotate("mount-monitor.io/paths=/mnt/media");
      const [before, asked] = [await get(), calls()];
      assert.deepEqual(await applyFromServer(), { said: "serverside-applied", warnings: [] });
      await diff("--server-side", "--field-manager=gitops");
      assert.equal((await get()).metadata.resourceVersion, before.metadata.resourceVersion);
      assert.equal(calls(), asked);

      await applyFromServer({ templateAnnotations: { "example.org/changed": "yes" } });
      assert.deepEqual(await copied(), COPIED);
      await annotate("mount-monitor.io/paths-");
      assert.deepEqual(await copied(), {});
      // In Git it counts as much, and leaves with the manifest that has it.
      await applyFromServer({ annotations: PATHS });
      assert.deepEqual(await copied(), COPIED);
      await applyFromServer();
      assert.deepEqual(await copied(), {});
    });
  }

  it("a value of the template's own stays, whatever the workload says", async () => {
    const { apply, annotate, copied } = await open("Deployment", "own-value");
    const own = { "mount-monitor.io/mode": "observe" };
    await apply({ templateAnnotations: own });
    await annotate("mount-monitor.io/paths=/mnt/media", "mount-monitor.io/mode=enforce");
    assert.deepEqual(await copied(), { ...COPIED, ...own });
    await annotate("mount-monitor.io/paths-", "mount-monitor.io/mode-");
    assert.deepEqual(await copied(), own);
  });

  it("a Job that was started cannot change, and says so", async () => {
    const { apply, annotate, copied, get } = await open("Job", "started");
    await apply({ suspend: false });
    const { warnings } = await annotate("mount-monitor.io/paths=/mnt/media");
    assert.deepEqual(warnings, [
      "mount-monitor: the pod template of a Job that was created cannot change; create Job/app anew for its annotations to …",
      "… count",
    ]);
    assert.deepEqual(await copied(), {});
    assert.deepEqual(ours((await get()).metadata.annotations), PATHS);
    assert.equal((await apply({ suspend: false })).said, "unchanged");
  });

  it("a Job that is created with the annotation has it in its template", async () => {
    const { apply, copied, annotate } = await open("Job", "created");
    const { warnings } = await apply({ suspend: false, annotations: PATHS });
    assert.deepEqual(warnings, [NO_RESTART]);
    assert.deepEqual(await copied(), COPIED);
    // Removing it would have to change the template.
    const removed = await annotate("mount-monitor.io/paths-");
    assert.match(removed.warnings[0] ?? "", /the pod template of a Job that was created cannot change/);
    assert.deepEqual(await copied(), COPIED);
  });
});

function ours(annotations: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(annotations).filter(([key]) => key.startsWith("mount-monitor.io/")));
}
