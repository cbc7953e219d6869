import { describe, it } from "node:test";
import { until } from "../../control-plane/support/until.ts";
import { deployment, hostPath, QUICK, statefulSet } from "../support/app.ts";
import { openCanaryApp, PATH } from "../support/canary-app.ts";
import { POD_LIMIT_MS, REPLACED_LIMIT_MS } from "../support/limits.ts";
import { untilStatus } from "../support/monitor-status.ts";
import { APP, containerOf, isReady, MONITOR, type Pod } from "../support/objects.ts";
import { expectCommand } from "../support/run-command.ts";
import { missingCluster, readSettings } from "../support/settings.ts";
import { untilWebhookReady, webhookPods } from "../support/webhook.ts";

const COMMAND_LIMIT_MS = 300_000;
const BACK_LIMIT_MS = 300_000;
const { restartNode } = readSettings();
const skip =
  missingCluster() ??
  (restartNode === undefined
    ? "needs MOUNT_MONITOR_TEST_NODE: a command that restarts the node, and all that ran on it"
    : false);

describe("a node that is restarted", { skip }, () => {
  it("with the webhook and annotated pods on it: all come back by themselves", async (t) => {
    const { scene, plain } = await openCanaryApp(t);
    const mounts = [{ path: PATH, volume: hostPath(plain.folder) }];
    await scene.create(statefulSet({ name: "second", annotations: { ...QUICK, paths: PATH }, mounts }));
    const ready = () => scene.pods().filter(isReady);
    await until("two apps", POD_LIMIT_MS, () => ready().length === 2);
    const before = ready();

    const startedMs = Date.now();
    await expectCommand("/bin/sh", ["-c", restartNode ?? ""], { limitMs: COMMAND_LIMIT_MS });
    const restartedMs = Date.now();
    await until("all containers to have been started anew", BACK_LIMIT_MS, () => {
      return before.every(({ metadata }) =>
        scene.pods().some((pod) => pod.metadata.uid === metadata.uid && wasRestarted(pod)),
      );
    });
    await untilWebhookReady();
    t.diagnostic(
      `node restarted in ${restartedMs - startedMs} ms; the webhook was ready ${Date.now() - restartedMs} ms later`,
    );
    await until(
      "the apps to be ready",
      BACK_LIMIT_MS,
      () => ready().length === 2,
      () => JSON.stringify(ready().length),
    );
    t.diagnostic(`all apps were ready ${Date.now() - restartedMs} ms after the node was back`);
    for (const pod of ready()) {
      await untilStatus(pod, "a healthy mount", POD_LIMIT_MS, ({ mounts }) => mounts[0]?.status === "HEALTHY");
    }
    await until("all replicas to be ready", BACK_LIMIT_MS, async () => (await webhookPods()).every(isReady));

    // And it goes on as before.
    await scene.create(deployment({ name: "third", annotations: { ...QUICK, paths: PATH }, mounts }));
    await scene.untilPod(
      "a new app",
      REPLACED_LIMIT_MS,
      (pod) => pod.metadata.labels?.[APP] === "third" && isReady(pod),
    );
  });
});

function wasRestarted(pod: Pod): boolean {
  return [APP, MONITOR].every((name) => (containerOf(pod, name)?.restartCount ?? 0) > 0);
}
