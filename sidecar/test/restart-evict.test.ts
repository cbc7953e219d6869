import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import path from "node:path";
import { test, type TestContext } from "node:test";
import { podRequests, waitForDeletion, waitForEvent, waitForPodRequests } from "./support/api-view.ts";
import { CANARY, openScene, POD } from "./support/scene.ts";

/** A monitor that is about to evict its pod. */
async function startEvicting(t: TestContext, watchdog: object) {
  const scene = openScene(t);
  const { api, env } = await scene.startApi();
  const mount = scene.mount("media");
  const monitor = scene.startMonitor(
    { mounts: [{ path: mount }], stateDir: scene.path("state"), watchdog: { action: "evict", ...watchdog } },
    { env },
  );
  await monitor.waitForLog("mount healthy");
  return { api, monitor, breakMount: () => rmSync(path.join(mount, CANARY)) };
}

void test("an eviction names the pod by its UID", async (t) => {
  const { api, breakMount } = await startEvicting(t, {});
  breakMount();
  await waitForDeletion(api);
  assert.deepEqual({ ...api.deleted[0], atMs: 0 }, { ...POD, by: "evict", gracePeriodSeconds: undefined, atMs: 0 });
  const [call] = podRequests(api);
  assert.equal(call?.path, `/api/v1/namespaces/${POD.namespace}/pods/${POD.name}/eviction`);
  const body = call?.body as Record<string, unknown> | undefined;
  assert.deepEqual(body?.["deleteOptions"], { preconditions: { uid: POD.uid } });
});

void test("a PodDisruptionBudget without room is waited for, keeps the pod unready, and is said", async (t) => {
  const { api, monitor, breakMount } = await startEvicting(t, { maxRetries: 2, retryBackoffInitial: "20ms" });
  api.failPods("disruption-budget");
  breakMount();
  // More than one round of two calls.
  await waitForPodRequests(api, 5);
  const event = await waitForEvent(api, "RestartBlocked");
  assert.match(event.message, /its PodDisruptionBudget has no room \(The disruption budget plex needs 1 healthy pods/);
  const failed = await monitor.waitForLog("pod restart failed");
  assert.equal(failed.level, "ERROR");
  assert.equal(failed["reason"], "disruption-budget");
  assert.equal((await monitor.get("/healthz/ready")).status, 503);
  await monitor.waitForStatus("with the reason", ({ restart }) => !!restart.reason?.includes("PodDisruptionBudget"));
  api.failPods("ok");
  await waitForDeletion(api);
  await monitor.waitForLog("pod restart accepted");
  assert.equal(api.deleted[0]?.by, "evict");
  assert.equal(api.events.filter((event) => event["reason"] === "RestartBlocked").length, 1);
});

void test("Retry-After is heeded within a round", async (t) => {
  const { api, breakMount } = await startEvicting(t, { maxRetries: 3, retryBackoffInitial: "10ms" });
  api.failPods({ status: 429, headers: { "retry-after": "1" }, body: "Too many requests" });
  breakMount();
  const [first, second] = await waitForPodRequests(api, 2);
  api.failPods("ok");
  const waitedMs = (second?.atMs ?? 0) - (first?.atMs ?? 0);
  assert.ok(waitedMs >= 1_000, `after ${waitedMs} ms`);
  await waitForDeletion(api);
});

void test("a Retry-After that is longer than a round may wait is heeded by the next round", async (t) => {
  const settings = { maxRetries: 3, retryBackoffInitial: "10ms", retryBackoffMax: "100ms" };
  const { api, monitor, breakMount } = await startEvicting(t, settings);
  api.failPods({ status: 429, headers: { "retry-after": "2" }, body: "Too many requests" });
  breakMount();
  const failed = await monitor.waitForLog("pod restart failed");
  assert.equal(failed["retryIn"], "2s");
  api.failPods("ok");
  await waitForDeletion(api);
  // The second may have been refused as well, where we were slower than that.
  const waitsMs = podRequests(api).map(({ atMs }, index, calls) => atMs - (calls[index - 1]?.atMs ?? -Infinity));
  assert.ok(waitsMs.length >= 2 && waitsMs.every((ms) => ms >= 2_000), `after ${waitsMs.join(", ")} ms`);
});
