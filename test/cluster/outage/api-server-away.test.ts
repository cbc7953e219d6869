import { setTimeout as wait } from "node:timers/promises";
import { after, describe, it } from "node:test";
import { until } from "../../control-plane/support/until.ts";
import { callServer } from "../support/api.ts";
import { openCanaryApp } from "../support/canary-app.ts";
import { REPLACED_LIMIT_MS } from "../support/limits.ts";
import { isReady } from "../support/objects.ts";
import { expectCommand } from "../support/run-command.ts";
import { missingCluster, readSettings } from "../support/settings.ts";
import { untilWebhookReady } from "../support/webhook.ts";

const OUTAGE_MS = 60_000;
const COMMAND_LIMIT_MS = 180_000;
const { apiServer } = readSettings();
const skip =
  missingCluster() ??
  (apiServer === undefined
    ? "needs MOUNT_MONITOR_TEST_API_SERVER: a command that gets stop or start, and does that to the API server"
    : false);

describe("an API server that is away", { skip }, () => {
  after(async () => {
    await tell("start");
    await untilWebhookReady();
  });

  it("when a mount dies: the pod is replaced once it is back", async (t) => {
    const { scene, plain, pod } = await openCanaryApp(t);
    await tell("stop");
    plain.removeCanary();
    await wait(OUTAGE_MS);
    await tell("start");
    await until(
      "an answer",
      COMMAND_LIMIT_MS,
      async () => (await callServer("GET", "/readyz").catch(() => undefined))?.status === 200,
    );
    const backMs = Date.now();
    await scene.untilPod(
      "a pod that was told to go",
      REPLACED_LIMIT_MS,
      ({ metadata }) => metadata.deletionTimestamp !== undefined || metadata.uid !== pod.metadata.uid,
    );
    const toldMs = Date.now();
    const next = await scene.untilPod(
      "another pod",
      REPLACED_LIMIT_MS,
      ({ metadata }) => metadata.uid !== pod.metadata.uid,
    );
    t.diagnostic(
      `the API server was away for ${OUTAGE_MS} ms: told to go ${toldMs - backMs} ms after it was back; controllers and kubelet, which wait in their own ways, made another pod ${Date.now() - toldMs} ms later`,
    );
    plain.putCanary();
    await scene.untilPod(
      "a ready app",
      REPLACED_LIMIT_MS,
      (one) => one.metadata.uid === next.metadata.uid && isReady(one),
    );
    // What could not be said meanwhile is said afterwards.
    await scene.untilEvent("WatchdogRestart", REPLACED_LIMIT_MS, ({ reason }) => reason === "WatchdogRestart");
  });
});

/** Where it runs already, nothing happens. */
async function tell(what: "start" | "stop"): Promise<void> {
  await expectCommand("/bin/sh", ["-c", `${apiServer} "$1"`, "sh", what], { limitMs: COMMAND_LIMIT_MS });
}
