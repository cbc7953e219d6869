import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { until } from "../control-plane/support/until.ts";
import { find } from "./support/api.ts";
import { barePod, cronJob, daemonSet, hostPath, job, QUICK, statefulSet } from "./support/app.ts";
import { openCanaryApp, PATH } from "./support/canary-app.ts";
import { POD_LIMIT_MS, REPLACED_LIMIT_MS } from "./support/limits.ts";
import { followLog } from "./support/monitor-log.ts";
import { statusOf } from "./support/monitor-status.ts";
import { APP, containerOf, hasStarted, isReady, MONITOR } from "./support/objects.ts";
import { openPlainFolder } from "./support/plain-folder.ts";
import { openScene, type Scene } from "./support/scene.ts";
import { missingCluster } from "./support/settings.ts";

/** The schedule runs every minute. */
const SCHEDULED_LIMIT_MS = 180_000;

describe("what may carry a monitor", { skip: missingCluster() ?? false, concurrency: 3 }, () => {
  for (const [kind, workload] of Object.entries({ StatefulSet: statefulSet, DaemonSet: daemonSet })) {
    it(`a ${kind}: its pod is replaced`, async (t) => {
      const { scene, plain, pod } = await openCanaryApp(t, {}, { workload });
      plain.removeCanary();
      const next = await scene.untilPod(
        "another pod",
        REPLACED_LIMIT_MS,
        ({ metadata }) => metadata.uid !== pod.metadata.uid,
      );
      if (kind === "StatefulSet") assert.equal(next.metadata.name, pod.metadata.name);
      plain.putCanary();
      await scene.untilPod("a ready app", REPLACED_LIMIT_MS, isReady);
    });
  }

  it("a Job: completes", async (t) => {
    const { scene, untilPod } = await runJob(t, `sleep 3; cat ${PATH}/.health-check`);
    await untilComplete(scene, "app");
    const pod = await untilPod("a pod that succeeded", POD_LIMIT_MS, ({ status }) => status.phase === "Succeeded");
    assert.equal(containerOf(pod, MONITOR)?.state?.terminated?.exitCode, 0);
  });

  it("a Job whose mount dies meanwhile: starts anew in the same pod, and completes", async (t) => {
    const { scene, plain, untilPod } = await runJob(t, `while ! cat ${PATH}/go; do sleep 1; done`);
    const running = await untilPod("a running job", POD_LIMIT_MS, isReady);
    await followLog(t, running).until("mount healthy", POD_LIMIT_MS);
    plain.removeCanary();
    const restarted = await untilPod("a job that was started anew", REPLACED_LIMIT_MS, (pod) => {
      return (containerOf(pod, MONITOR)?.restartCount ?? 0) > 0;
    });
    assert.equal(restarted.metadata.uid, running.metadata.uid);
    writeFileSync(path.join(plain.folder, "go"), "");
    plain.putCanary();
    await untilComplete(scene, "app");
  });

  it("a CronJob: each of its jobs completes", async (t) => {
    const scene = await openScene(t);
    const plain = openPlainFolder(t);
    const mounts = [{ path: PATH, volume: hostPath(plain.folder) }];
    const annotations = { ...QUICK, paths: PATH };
    await scene.create(cronJob({ annotations, mounts, script: "sleep 1" }, "* * * * *"));
    const pod = await scene.untilPod("a pod of the schedule", SCHEDULED_LIMIT_MS, (one) => hasStarted(one, APP));
    assert.ok(containerOf(pod, MONITOR));
    const owner = pod.metadata.ownerReferences?.[0]?.name ?? "";
    await untilComplete(scene, owner);
  });

  it("a pod that nobody owns: is told unready, and never deleted", async (t) => {
    const { scene, plain, pod } = await openCanaryApp(t, {}, { workload: barePod });
    assert.equal((await statusOf(pod))?.restart.action, "none");
    plain.removeCanary();
    await scene.untilEvent("MountUnhealthy", POD_LIMIT_MS, ({ reason }) => reason === "MountUnhealthy");
    await scene.untilPod("an unready pod", POD_LIMIT_MS, (one) => !isReady(one));
    plain.putCanary();
    const after = await scene.untilPod("the same pod, ready", POD_LIMIT_MS, isReady);
    assert.equal(after.metadata.uid, pod.metadata.uid);
  });
});

async function runJob(t: Parameters<typeof openScene>[0], script: string) {
  const scene = await openScene(t);
  const plain = openPlainFolder(t);
  const mounts = [{ path: PATH, volume: hostPath(plain.folder) }];
  await scene.create(job({ annotations: { ...QUICK, paths: PATH }, mounts, script }));
  return { ...scene, scene, plain };
}

interface Job {
  readonly status?: {
    readonly succeeded?: number;
    readonly failed?: number;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

async function untilComplete(scene: Scene, name: string): Promise<void> {
  let last: Job | undefined;
  await until(
    `Job ${name} to complete`,
    REPLACED_LIMIT_MS,
    async () => {
      last = await find<Job>(scene.path({ apiVersion: "batch/v1", kind: "Job" }, name));
      return last?.status?.conditions?.some(({ type, status }) => type === "Complete" && status === "True");
    },
    () => JSON.stringify(last?.status),
  );
  assert.equal(last?.status?.failed ?? 0, 0);
}
