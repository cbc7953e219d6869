import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import path from "node:path";
import { test, type TestContext } from "node:test";
import type { FailurePlan } from "./stand-in-api/failure.ts";
import { events, podRequests, waitForDeletion, waitForEvent, waitForPodRequests } from "./support/api-view.ts";
import { CANARY, HANGS, openScene, POD, quick } from "./support/scene.ts";

const ONE_CALL = { action: "delete", maxRetries: 1, retryBackoffInitial: "20ms" } as const;

/** A monitor that is about to delete its pod. */
async function startDeleting(t: TestContext, keepState: boolean) {
  const scene = openScene(t);
  const { api, env } = await scene.startApi();
  const mount = scene.mount("media");
  const monitor = scene.startMonitor(
    { mounts: [{ path: mount }], watchdog: ONE_CALL, ...(keepState ? { stateDir: scene.path("state") } : {}) },
    { env },
  );
  await monitor.waitForLog("mount healthy");
  return { scene, api, env, mount, monitor, breakMount: () => rmSync(path.join(mount, CANARY)) };
}

void test("without the permission it goes on trying, says so once, and goes through when allowed", async (t) => {
  const { api, monitor, breakMount } = await startDeleting(t, true);
  api.failPods("forbidden");
  breakMount();
  await waitForPodRequests(api, 4);
  const blocked = await waitForEvent(api, "RestartBlocked");
  assert.match(
    blocked.message,
    /system:serviceaccount:media:default lacks the permission "delete" on "pods" in namespace media; bind a Role that grants it/,
  );
  const failed = await monitor.waitForLog("pod restart failed");
  assert.equal(failed["reason"], "permission");
  assert.equal((await monitor.get("/healthz/live")).status, 200);
  assert.match((await monitor.get("/metrics")).text, /mount_monitor_restarts_total\{[^}]*outcome="blocked"\} [1-9]/);
  api.failPods("ok");
  await waitForDeletion(api);
  await waitForEvent(api, "WatchdogRestart");
  assert.equal(events(api, "RestartBlocked").length, 1);
  assert.equal(events(api, "WatchdogRestart").length, 1);
});

void test("events that could not be written when the API was away come when it is back", async (t) => {
  const { api, monitor, breakMount } = await startDeleting(t, true);
  await api.fail("refused");
  breakMount();
  await monitor.waitForLog("pod restart failed");
  await api.fail("ok");
  await waitForDeletion(api);
  for (const reason of ["MountUnhealthy", "WatchdogRestart", "RestartBlocked"]) await waitForEvent(api, reason);
  assert.equal(events(api, "WatchdogRestart").length, 1);
});

void test("events that wait for the API are tried a last time when the monitor is told to stop", async (t) => {
  const { api, monitor, breakMount } = await startDeleting(t, true);
  await api.fail("refused");
  breakMount();
  await monitor.waitForLog("pod restart failed");
  await api.fail("ok");
  assert.equal((await monitor.stop()).code, 0);
  assert.deepEqual(
    events(api)
      .map(({ reason }) => reason)
      .toSorted(),
    ["MountUnhealthy", "RestartBlocked", "WatchdogRestart"],
  );
});

void test("without the permission and without a state directory it leaves with 3", async (t) => {
  const { api, monitor, breakMount } = await startDeleting(t, false);
  api.failPods("forbidden");
  breakMount();
  assert.equal((await monitor.exited()).code, 3);
  assert.equal(podRequests(api).length, 1);
  assert.equal(monitor.logs("pod restart failed, leaving")[0]?.["hint"], "set stateDir to go on instead");
  assert.equal(events(api, "RestartBlocked").length, 1);
});

void test("it leaves with 3 in time also while the mount hangs", async (t) => {
  const { scene, api, mount, monitor, breakMount } = await startDeleting(t, false);
  // Another one hangs, so that leaving has to do without its thread.
  api.failPods("forbidden");
  const hanging = scene.hangingMount("hanging");
  scene.writeConfig(quick({ watchdog: ONE_CALL, mounts: [{ path: mount }, { path: hanging, ...HANGS }] }));
  monitor.signal("SIGHUP");
  await monitor.waitForStatus("of a hanging mount", ({ mounts }) => mounts[1]?.fault === "hung");
  breakMount();
  assert.equal((await monitor.exited()).code, 3);
});

const TROUBLES: ReadonlyArray<readonly [name: string, plan: FailurePlan, says: RegExp]> = [
  ["refuses connections", "refused", /cannot be reached \(ECONNREFUSED\)/],
  ["resets connections", "reset", /broke off the connection/],
  ["is not one", "not-json", /not from a Kubernetes API server/],
  ["speaks no HTTP", "not-http", /does not answer in HTTP/],
  ["has a certificate of someone else", "wrong-certificate", /is not signed by the CA in/],
  ["has a fault", "server-error", /has a fault \(500: .*etcdserver: no leader\)/],
];

for (const [name, plan, says] of TROUBLES) {
  void test(`an API server that ${name} is tried again until it is well`, async (t) => {
    const { api, monitor, breakMount } = await startDeleting(t, true);
    await api.fail(plan);
    breakMount();
    const first = await monitor.waitForLog("pod restart failed");
    assert.match(String(first["error"]), says);
    assert.equal(first["reason"], "unreachable");
    await monitor.waitForLog("pod restart failed", monitor.lines.indexOf(first) + 1);
    assert.equal((await monitor.get("/healthz/live")).status, 200);
    await api.fail("ok");
    await waitForDeletion(api);
    await monitor.waitForLog("pod restart accepted");
  });
}

void test("an API server that hangs neither stops the checks nor delays the second call for ever", async (t) => {
  const { api, monitor, breakMount } = await startDeleting(t, true);
  await api.fail("hang");
  breakMount();
  const failed = await monitor.waitForLog("pod restart failed");
  assert.match(String(failed["error"]), /did not answer in full within 5000 ms/);
  await monitor.waitForStatus("more failures", ({ mounts }) => (mounts[0]?.failureCount ?? 0) > 20);
  await api.fail("ok");
  await waitForDeletion(api);
});

void test("an answer that was lost is asked for again, and counts once", async (t) => {
  const { api, monitor, breakMount } = await startDeleting(t, true);
  api.failPods("lost-answer");
  breakMount();
  await monitor.waitForLog("pod restart failed");
  api.failPods("ok");
  await monitor.waitForLog("pod restart accepted");
  assert.equal((await monitor.status()).restart.recent.length, 1);
});

void test("a token that was replaced while the pod ran is read anew", async (t) => {
  const { api, monitor, breakMount } = await startDeleting(t, true);
  api.failPods("server-error");
  breakMount();
  // The first calls were made with the first token.
  await monitor.waitForLog("pod restart failed");
  api.setToken("another-token-than-at-the-start");
  api.failPods("ok");
  await waitForDeletion(api);
  assert.equal(podRequests(api).at(-1)?.token, "another-token-than-at-the-start");
});

void test("a pod that is gone, or whose name belongs to another, is done", async (t) => {
  const { api, monitor, breakMount } = await startDeleting(t, true);
  api.setPods([{ ...POD, uid: "11111111-2222-4333-8444-555555555555" }]);
  breakMount();
  await monitor.waitForLog("pod restart accepted");
  assert.equal(api.deleted.length, 0);
});

void test("without the API's address it says at the start what is missing, and keeps checking", async (t) => {
  const scene = openScene(t);
  const mount = scene.mount("media");
  const monitor = scene.startMonitor({
    mounts: [{ path: mount }],
    watchdog: { action: "delete" },
    stateDir: scene.path("state"),
  });
  const warning = await monitor.waitForLog("the pod cannot be restarted");
  assert.match(String(warning["error"]), /POD_NAME, POD_NAMESPACE, POD_UID, KUBERNETES_SERVICE_HOST not set/);
  await monitor.waitForLog("mount healthy");
  rmSync(path.join(mount, CANARY));
  const failed = await monitor.waitForLog("pod restart failed");
  assert.equal(failed["reason"], "environment");
  assert.equal((await monitor.get("/healthz/live")).status, 200);
});
