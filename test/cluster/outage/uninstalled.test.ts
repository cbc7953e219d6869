import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { until } from "../../control-plane/support/until.ts";
import { openCanaryApp } from "../support/canary-app.ts";
import { leftOver } from "../support/left-over.ts";
import { POD_LIMIT_MS, REPLACED_LIMIT_MS } from "../support/limits.ts";
import { containerOf, isReady, MONITOR } from "../support/objects.ts";
import { type HelmCommand, uninstall, upgrade } from "../support/release.ts";
import { isOnPath, missingCluster } from "../support/settings.ts";

/** The garbage collector of a cluster takes its time. */
const COLLECTED_LIMIT_MS = 180_000;

describe("an installation that goes", { skip: missingCluster() ?? false }, () => {
  after(() => upgrade());

  it("while pods are still injected: they go on, new ones are as before, and nothing is left", async (t) => {
    const { scene, pod } = await openCanaryApp(t);
    await until("a grant", POD_LIMIT_MS, async () =>
      (await leftOver()).some((line) => line.includes(`${scene.name}/mount-monitor:`)),
    );
    const startedMs = Date.now();
    await uninstall();
    await untilNothingIsLeft();
    t.diagnostic(`uninstalled, and grants collected, after ${Date.now() - startedMs} ms`);
    const [after] = scene.pods();
    assert.ok(after && isReady(after) && after.metadata.uid === pod.metadata.uid, "the pod goes on");
    await scene.kubectl(["delete", "pod", pod.metadata.name]);
    const next = await scene.untilPod(
      "a new pod",
      REPLACED_LIMIT_MS,
      (one) => one.metadata.uid !== pod.metadata.uid && isReady(one),
    );
    assert.equal(containerOf(next, MONITOR), undefined);
  });

  for (const helm of ["helm", "helm3"] as const satisfies readonly HelmCommand[]) {
    it(`by ${helm}: installed, upgraded and uninstalled, it leaves nothing`, async (t) => {
      if (!isOnPath(helm)) return t.skip(`there is no ${helm} on the PATH`);
      await upgrade({ helm });
      const names = await leftOver();
      await upgrade({ helm, values: ["log.level=debug"] });
      const added = (await leftOver()).filter(
        (name) => !names.includes(name) && !/replicasets|pods|endpointslices|secrets/.test(name),
      );
      assert.deepEqual(added, [], "an upgrade adds nothing");
      const { scene } = await openCanaryApp(t);
      await scene.kubectl(["delete", "deployment", "app"]);
      await scene.untilNoPods(POD_LIMIT_MS);
      await uninstall({ helm });
      await untilNothingIsLeft();
    });
  }
});

async function untilNothingIsLeft(): Promise<void> {
  let left: readonly string[] = [];
  await until(
    "nothing to be left",
    COLLECTED_LIMIT_MS,
    async () => (left = await leftOver()).length === 0,
    () => left.join("\n"),
  );
}
