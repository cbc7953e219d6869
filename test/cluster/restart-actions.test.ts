import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { expectServer } from "./support/api.ts";
import { openCanaryApp, PATH } from "./support/canary-app.ts";
import { type Annotations, deployment, hostPath, QUICK } from "./support/app.ts";
import { POD_LIMIT_MS, REPLACED_LIMIT_MS } from "./support/limits.ts";
import { followLog, timeOf } from "./support/monitor-log.ts";
import { untilStatus } from "./support/monitor-status.ts";
import { FILM, openNodeMount } from "./support/node-mount.ts";
import { APP, containerOf, GATE, isReady, MONITOR } from "./support/objects.ts";
import { openPlainFolder } from "./support/plain-folder.ts";
import { openScene } from "./support/scene.ts";
import { missingCluster } from "./support/settings.ts";

describe("how a pod is restarted", { skip: missingCluster() ?? false, concurrency: 3 }, () => {
  it("evict: waits while the PodDisruptionBudget has no room, and goes when it has", async (t) => {
    // Deaf for a while, so that it can be looked at after it was told to go.
    const script = "trap '' TERM; while :; do sleep 1; done";
    const { scene, plain, pod } = await openCanaryApp(
      t,
      { restart: "evict" },
      { script, pod: { terminationGracePeriodSeconds: 20 } },
    );
    const budget = {
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata: { name: "app" },
      spec: { minAvailable: 1, selector: { matchLabels: { app: APP } } },
    } as const;
    await scene.create(budget);
    plain.removeCanary();
    const { message } = await scene.untilEvent("RestartBlocked", REPLACED_LIMIT_MS, ({ reason }) => {
      return reason === "RestartBlocked";
    });
    assert.match(message, /PodDisruptionBudget|disruption budget/i);
    await untilStatus(pod, "a round that is tried again", POD_LIMIT_MS, ({ restart }) => restart.state === "retrying");
    // Of one replica that is not ready no budget spares any, not even one of 0.
    await expectServer("PATCH", scene.path(budget, "app"), { spec: { unhealthyPodEvictionPolicy: "AlwaysAllow" } });
    const evicted = await scene.untilPod("an evicted pod", REPLACED_LIMIT_MS, ({ metadata, status }) => {
      const mark = status.conditions?.find(({ type }) => type === "DisruptionTarget");
      return metadata.uid === pod.metadata.uid && mark?.reason === "EvictionByEvictionAPI";
    });
    assert.equal(evicted.metadata.name, pod.metadata.name);
    plain.putCanary();
    const next = await scene.untilPod("a ready app", REPLACED_LIMIT_MS, isReady);
    assert.notEqual(next.metadata.uid, pod.metadata.uid);
  });

  it("in-place: all containers start anew in the same pod, with a live mount", async (t) => {
    const scene = await openScene(t);
    const media = await openNodeMount(t);
    await media.serve();
    const daemon = await media.mount();
    const annotations: Annotations = { ...QUICK, paths: PATH, restart: "in-place" };
    await scene.create(deployment({ annotations, mounts: [{ path: PATH, volume: hostPath(media.mountPoint) }] }));
    const before = await scene.untilPod("the app", POD_LIMIT_MS, isReady);
    const log = followLog(t, before);
    await media.unmountLazily();
    daemon.signal("SIGKILL");
    await daemon.exited;
    await media.mount();
    const unhealthy = await log.until("mount unhealthy, triggering pod restart", POD_LIMIT_MS);
    const after = await scene.untilPod("a pod that was started anew", REPLACED_LIMIT_MS, (pod) => {
      return isReady(pod) && (containerOf(pod, APP)?.restartCount ?? 0) > 0;
    });
    t.diagnostic(`in-place: ready ${Date.now() - timeOf(unhealthy)} ms after the decision`);
    assert.equal(after.metadata.uid, before.metadata.uid);
    assert.equal(after.status.podIP, before.status.podIP);
    const counts = [GATE, MONITOR, APP].map((name) => containerOf(after, name)?.restartCount);
    assert.deepEqual(counts, [1, 1, 1]);
    media.film("second");
    assert.equal(await scene.inApp(after, "cat", `${PATH}/${FILM}`), "second\n");
    await scene.untilEvent("WatchdogRestart", POD_LIMIT_MS, ({ reason, message }) => {
      return reason === "WatchdogRestart" && message.startsWith("restarting the pod (in-place): /mnt/media: dead");
    });
  });

  it("none: unready while the mount is dead, and ready again without a restart", async (t) => {
    const { scene, plain, pod } = await openCanaryApp(t, { restart: "none" });
    plain.removeCanary();
    await scene.untilPod(
      "an unready app",
      POD_LIMIT_MS,
      (one) => one.metadata.uid === pod.metadata.uid && !isReady(one),
    );
    await untilStatus(pod, "many failures", POD_LIMIT_MS, ({ mounts }) => (mounts[0]?.failureCount ?? 0) > 10);
    plain.putCanary();
    const after = await scene.untilPod("a ready app", POD_LIMIT_MS, isReady);
    assert.equal(after.metadata.uid, pod.metadata.uid);
    assert.deepEqual(
      [...(after.status.initContainerStatuses ?? []), ...(after.status.containerStatuses ?? [])].map(
        ({ restartCount }) => restartCount,
      ),
      [0, 0, 0],
    );
    assert.ok(!scene.events().some(({ reason }) => reason === "WatchdogRestart"));
    await scene.untilEvent("MountRecovered", POD_LIMIT_MS, ({ reason }) => reason === "MountRecovered");
  });

  it("observe: nothing is held back and nothing restarted, and it says what would have been", async (t) => {
    const scene = await openScene(t);
    const plain = openPlainFolder(t);
    plain.removeCanary();
    const annotations: Annotations = { ...QUICK, paths: PATH, mode: "observe" };
    await scene.create(deployment({ annotations, mounts: [{ path: PATH, volume: hostPath(plain.folder) }] }));
    const pod = await scene.untilPod("the app, without its mount", POD_LIMIT_MS, isReady);
    plain.putCanary();
    await untilStatus(pod, "a healthy mount", POD_LIMIT_MS, ({ mounts }) => mounts[0]?.status === "HEALTHY");
    plain.removeCanary();
    const { type, message } = await scene.untilEvent("WatchdogRestart", REPLACED_LIMIT_MS, ({ reason }) => {
      return reason === "WatchdogRestart";
    });
    assert.equal(type, "Normal");
    assert.match(message, /^would have restarted the pod \(delete; mode is observe\): \/mnt\/media: missing/);
    await untilStatus(pod, "many failures", POD_LIMIT_MS, ({ mounts }) => (mounts[0]?.failureCount ?? 0) > 10);
    const [after, ...others] = scene.pods();
    assert.ok(after && isReady(after), "it stays ready");
    assert.deepEqual([after.metadata.uid, others], [pod.metadata.uid, []]);
  });
});
