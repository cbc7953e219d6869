import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { until } from "../control-plane/support/until.ts";
import { deployment, hostPath, QUICK, type VolumeMount, WAIT_FOR_END } from "./support/app.ts";
import { POD_LIMIT_MS } from "./support/limits.ts";
import { followLog } from "./support/monitor-log.ts";
import { FILM, type NodeMount, openNodeMount } from "./support/node-mount.ts";
import { APP, containerOf, GATE, hasStarted, isReady } from "./support/objects.ts";
import { openScene } from "./support/scene.ts";
import { missingCluster } from "./support/settings.ts";

/** How a pod may have a mount that is made on the node. */
const VOLUMES: readonly [what: string, mountOf: (media: NodeMount) => VolumeMount][] = [
  ["the mount point itself", ({ mountPoint }) => ({ path: "/mnt/media", volume: hostPath(mountPoint) })],
  ["the folder above", ({ folder }) => ({ path: "/mnt", volume: hostPath(folder) })],
  [
    "the folder above, whose mounts arrive",
    ({ folder }) => ({ path: "/mnt", volume: hostPath(folder), propagation: "HostToContainer" }),
  ],
];

describe("a pod that is there before its mount", { skip: missingCluster() ?? false, concurrency: true }, () => {
  for (const [what, mountOf] of VOLUMES) {
    it(`waits at its gate, and its app sees the mount: ${what}`, async (t) => {
      const scene = await openScene(t);
      const media = await openNodeMount(t);
      await media.serve();
      const script = `cat /mnt/media/${FILM}; ${WAIT_FOR_END}`;
      await scene.create(
        deployment({ annotations: { ...QUICK, paths: "/mnt/media" }, mounts: [mountOf(media)], script }),
      );
      const waiting = await scene.untilPod("a pod at its gate", POD_LIMIT_MS, (pod) => {
        return containerOf(pod, GATE)?.state?.running !== undefined;
      });
      const gate = followLog(t, waiting, GATE);
      const line = await gate.until("waiting for the mount", POD_LIMIT_MS);
      assert.equal(line.fault, "missing");
      const [pod] = scene.pods();
      assert.ok(pod && !hasStarted(pod, APP), "the app waits");

      const mountedMs = Date.now();
      await media.mount();
      const ready = await scene.untilPod("the app", POD_LIMIT_MS, isReady);
      const started = Date.parse(containerOf(ready, APP)?.state?.running?.startedAt ?? "");
      t.diagnostic(
        `${what}: app started ${started - mountedMs} ms after mounting began (whole seconds), ready after ${Date.now() - mountedMs} ms`,
      );
      assert.equal(ready.metadata.uid, waiting.metadata.uid);
      assert.equal(containerOf(ready, GATE)?.restartCount, 0);
      // It runs before it has read.
      let said = "";
      await until(
        "what the app has read",
        POD_LIMIT_MS,
        async () => (said = await scene.kubectl(["logs", ready.metadata.name, "--container", APP])) === "first\n",
        () => said,
      );
    });
  }
});
