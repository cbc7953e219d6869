import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { describe, it } from "node:test";
import { deployment, hostPath, QUICK } from "./support/app.ts";
import { POD_LIMIT_MS } from "./support/limits.ts";
import { untilStatus } from "./support/monitor-status.ts";
import { openNodeMount } from "./support/node-mount.ts";
import { containerOf, isReady, MONITOR } from "./support/objects.ts";
import { openPlainFolder } from "./support/plain-folder.ts";
import { openScene, type Scene } from "./support/scene.ts";
import { missingCluster } from "./support/settings.ts";

const INTERVAL_MS = 1_000;
/** An interval with its jitter, and what a busy node may take to answer. */
const LATE_MS = 2 * INTERVAL_MS + 13_000;
const LOOKS = 40;

describe("many mounts of which one is frozen", { skip: missingCluster() ?? false, concurrency: true }, () => {
  for (const count of [2, 12]) {
    it(`${count} mounts: the others are checked on time, and the monitor answers all probes of the kubelet`, async (t) => {
      const scene = await openScene(t);
      const media = await openNodeMount(t);
      await media.serve();
      const daemon = await media.mount();
      const folders = [media.mountPoint, ...Array.from({ length: count - 1 }, () => openPlainFolder(t).folder)];
      const mounts = folders.map((folder, index) => ({ path: `/mnt/m${index}`, volume: hostPath(folder) }));
      const paths = mounts.map(({ path }) => path).join();
      const annotations = { ...QUICK, "check-interval": `${INTERVAL_MS}ms`, restart: "none", paths };
      await scene.create(deployment({ annotations, mounts }));
      const pod = await scene.untilPod("the app", POD_LIMIT_MS, isReady);
      await untilStatus(pod, "healthy mounts", POD_LIMIT_MS, ({ mounts }) =>
        mounts.every(({ status }) => status === "HEALTHY"),
      );

      const told = new Map(probeEvents(scene).map(({ metadata, count }) => [metadata.name, count]));
      daemon.signal("SIGSTOP");
      await untilStatus(pod, "a mount that hangs", POD_LIMIT_MS, ({ mounts }) => mounts[0]?.fault === "hung");
      let latestMs = 0;
      for (let look = 0; look < LOOKS; look++) {
        const status = await untilStatus(pod, "an answer", POD_LIMIT_MS, () => true);
        const [frozen, ...others] = status.mounts;
        assert.equal(frozen?.fault, "hung");
        for (const { path, status: health, lastCheck } of others) {
          assert.equal(health, "HEALTHY", path);
          const agoMs = Date.parse(status.timestamp) - Date.parse(lastCheck ?? "");
          latestMs = Math.max(latestMs, agoMs);
          assert.ok(agoMs < LATE_MS, `${path} was checked ${agoMs} ms ago`);
        }
        await wait(INTERVAL_MS / 2);
      }
      t.diagnostic(`${count} mounts, one frozen: the others were never checked longer ago than ${latestMs} ms`);
      const after = await scene.untilPod("an unready app", POD_LIMIT_MS, (one) => !isReady(one));
      assert.equal(containerOf(after, MONITOR)?.restartCount, 0);
      // What it was told before was while the monitor started.
      const probes = probeEvents(scene).filter(({ metadata, count }) => told.get(metadata.name) !== count);
      assert.deepEqual(
        probes
          .map(({ message }) => message)
          .filter((message) => !/^Readiness probe failed: HTTP .* 503$/.test(message)),
        [],
        "unready is all that there is to say",
      );
      daemon.signal("SIGCONT");
      await scene.untilPod("a ready app", POD_LIMIT_MS, isReady);
    });
  }
});

function probeEvents(scene: Scene) {
  return scene.events().filter(({ reason }) => reason === "Unhealthy" || reason === "ProbeError");
}
