import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { annotationKey } from "@mount-monitor/contract";
import { until } from "../control-plane/support/until.ts";
import { type Annotations, deployment, hostPath, QUICK, statefulSet } from "./support/app.ts";
import { openCanaryApp } from "./support/canary-app.ts";
import { POD_LIMIT_MS, REPLACED_LIMIT_MS } from "./support/limits.ts";
import { untilStatus } from "./support/monitor-status.ts";
import { isReady, type Pod } from "./support/objects.ts";
import { openPlainFolder } from "./support/plain-folder.ts";
import { podInfo } from "./support/pod-info.ts";
import { openScene } from "./support/scene.ts";
import { missingCluster } from "./support/settings.ts";

describe("what holds a restart back", { skip: missingCluster() ?? false, concurrency: 3 }, () => {
  it("onFailure, mount by mount: report, unready, restart", async (t) => {
    const scene = await openScene(t);
    const [reported, unready, restarted] = [openPlainFolder(t), openPlainFolder(t), openPlainFolder(t)];
    const annotations: Annotations = {
      ...QUICK,
      paths: "/mnt/a,/mnt/b,/mnt/c",
      mounts: JSON.stringify([
        { path: "/mnt/a", onFailure: "report" },
        { path: "/mnt/b", onFailure: "unready" },
      ]),
    };
    reported.removeCanary();
    const mounts = Object.entries({ "/mnt/a": reported, "/mnt/b": unready, "/mnt/c": restarted }).map(
      ([path, { folder }]) => ({ path, volume: hostPath(folder) }),
    );
    await scene.create(deployment({ annotations, mounts }));
    const pod = await scene.untilPod("the app, without a mount that is only reported", POD_LIMIT_MS, isReady);
    await untilStatus(pod, "/mnt/a UNHEALTHY", POD_LIMIT_MS, ({ mounts, ready }) => {
      return ready && mounts.map(({ status }) => status).join() === "UNHEALTHY,HEALTHY,HEALTHY";
    });

    unready.removeCanary();
    await scene.untilPod("an unready app", POD_LIMIT_MS, (one) => !isReady(one));
    const { restart } = await untilStatus(pod, "many failures of /mnt/b", POD_LIMIT_MS, ({ mounts }) => {
      return (mounts[1]?.failureCount ?? 0) > 10;
    });
    assert.equal(restart.state, "idle");
    unready.putCanary();
    await scene.untilPod("the same app, ready", POD_LIMIT_MS, (one) => isSame(one, pod) && isReady(one));

    restarted.removeCanary();
    await scene.untilPod("another pod", REPLACED_LIMIT_MS, (one) => !isSame(one, pod));
    const { message } = await scene.untilEvent(
      "WatchdogRestart",
      POD_LIMIT_MS,
      ({ reason }) => reason === "WatchdogRestart",
    );
    assert.match(message, /: \/mnt\/c: missing for/);
    assert.doesNotMatch(message, /\/mnt\/[ab]/, "the others are no reason");
  });

  it("a pause, set and lifted on the running pod", async (t) => {
    const { scene, plain, pod } = await openCanaryApp(t);
    const key = annotationKey("pause");
    const startedMs = Date.now();
    await scene.kubectl(["annotate", "pod", pod.metadata.name, `${key}=true`]);
    await until("the monitor's file to have the pause", POD_LIMIT_MS, async () =>
      (await podInfo(scene, pod)).includes(key),
    );
    t.diagnostic(`the kubelet passed the pause on after ${Date.now() - startedMs} ms`);
    plain.removeCanary();
    const { message } = await scene.untilEvent(
      "RestartBlocked",
      POD_LIMIT_MS,
      ({ reason }) => reason === "RestartBlocked",
    );
    assert.match(message, /^not restarting: paused by annotation mount-monitor.io\/pause/);
    const { restart } = await untilStatus(pod, "many failures", POD_LIMIT_MS, ({ mounts }) => {
      return (mounts[0]?.failureCount ?? 0) > 10;
    });
    assert.equal(restart.state, "held");
    await scene.kubectl(["annotate", "pod", pod.metadata.name, `${key}-`]);
    const liftedMs = Date.now();
    await scene.untilPod("another pod", REPLACED_LIMIT_MS, (one) => !isSame(one, pod));
    t.diagnostic(`pause lifted: restarted after ${Date.now() - liftedMs} ms`);
  });

  it("the budget, which counts what earlier pods of the workload have spent", async (t) => {
    const { scene, plain, pod } = await openCanaryApp(t, { "restart-budget": "1 per 1h" }, { workload: statefulSet });
    plain.removeCanary();
    await scene.untilPod("another pod", REPLACED_LIMIT_MS, (one) => !isSame(one, pod));
    plain.putCanary();
    const next = await scene.untilPod("a ready app", REPLACED_LIMIT_MS, (one) => !isSame(one, pod) && isReady(one));
    const { restart } = await untilStatus(
      next,
      "a healthy mount",
      POD_LIMIT_MS,
      ({ mounts }) => mounts[0]?.status === "HEALTHY",
    );
    assert.equal(restart.recent.length, 1, "the webhook has told it");
    plain.removeCanary();
    const { message } = await scene.untilEvent(
      "RestartBlocked",
      POD_LIMIT_MS,
      ({ reason }) => reason === "RestartBlocked",
    );
    assert.match(message, /^not restarting yet: the budget of 1 per 1h is spent; next restart in 5\dm/);
    await untilStatus(next, "many failures", POD_LIMIT_MS, ({ mounts, restart }) => {
      return (mounts[0]?.failureCount ?? 0) > 10 && restart.state === "held";
    });
    assert.ok(scene.pods().some((one) => isSame(one, next)));
  });
});

function isSame(one: Pod, other: Pod): boolean {
  return one.metadata.uid === other.metadata.uid && one.metadata.deletionTimestamp === undefined;
}
