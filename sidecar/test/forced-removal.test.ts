import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { podRequests, waitForDeletion, waitForEvent } from "./support/api-view.ts";
import { HANGS_LATER, openScene, POD } from "./support/scene.ts";

/** A monitor whose only mount hangs and that has told its pod to go. */
async function startWithHangingMount(t: TestContext, force: boolean) {
  const scene = openScene(t);
  const { api, env } = await scene.startApi();
  const mount = scene.mount("media");
  const monitor = scene.startMonitor(
    { mounts: [{ path: mount, ...HANGS_LATER }], watchdog: { action: "delete", force } },
    { env },
  );
  await monitor.waitForLog("mount healthy");
  scene.hang(mount);
  await waitForDeletion(api);
  const accepted = await monitor.waitForLog("pod restart accepted");
  return { api, monitor, mount, accepted };
}

void test("with force, the pod is removed at once when it is stopped while a probe hangs", async (t) => {
  const { api, monitor, mount } = await startWithHangingMount(t, true);
  const stuck = await monitor.waitForLog(({ msg }) => msg?.startsWith("the pod may not be able to stop") ?? false);
  assert.deepEqual(stuck["mounts"], [mount]);
  assert.equal(stuck["node"], "node-7");
  const { code } = await monitor.stop();
  assert.equal(code, 0);
  assert.equal(podRequests(api).length, 2);
  assert.deepEqual(podRequests(api)[1]?.body, {
    kind: "DeleteOptions",
    apiVersion: "v1",
    preconditions: { uid: POD.uid },
    gracePeriodSeconds: 0,
  });
});

void test("that it may not be able to stop stands in an event, for when nobody is left to answer", async (t) => {
  const { api, mount } = await startWithHangingMount(t, false);
  const { message } = await waitForEvent(api, "RestartBlocked");
  assert.ok(message.startsWith("the pod may not be able to stop while"), message);
  assert.ok(message.includes(mount), message);
});

void test("without force, nothing more is called", async (t) => {
  const { api, monitor } = await startWithHangingMount(t, false);
  assert.equal((await monitor.stop()).code, 0);
  assert.equal(podRequests(api).length, 1);
});
