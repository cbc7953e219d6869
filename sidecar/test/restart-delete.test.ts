import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { events, podRequests, waitForDeletion, waitForEvent, waitForPodRequests } from "./support/api-view.ts";
import { CANARY, HANGS_LATER, openScene, POD } from "./support/scene.ts";
import { pause } from "./support/until.ts";

const TRIGGER = "mount unhealthy, triggering pod restart";
const remove = (mount: string) => rmSync(path.join(mount, CANARY));
const restore = (mount: string) => writeFileSync(path.join(mount, CANARY), "");

void test("a dead mount has the pod deleted, by its UID, and events say so", async (t) => {
  const scene = openScene(t);
  const { api, env } = await scene.startApi();
  const mount = scene.mount("media");
  const monitor = scene.startMonitor(
    { mounts: [{ path: mount }], watchdog: { enabled: true }, workload: "Deployment/plex" },
    { env },
  );
  await monitor.waitForLog("mount healthy");
  remove(mount);
  await waitForDeletion(api);
  assert.deepEqual({ ...api.deleted[0], atMs: 0 }, { ...POD, by: "delete", gracePeriodSeconds: undefined, atMs: 0 });
  const [call] = podRequests(api);
  assert.equal(call?.method, "DELETE");
  assert.equal(call?.path, `/api/v1/namespaces/${POD.namespace}/pods/${POD.name}`);
  assert.deepEqual(call?.body, { kind: "DeleteOptions", apiVersion: "v1", preconditions: { uid: POD.uid } });

  const line = await monitor.waitForLog(TRIGGER);
  assert.equal(line.level, "WARN");
  assert.equal(line["mount"], mount);
  assert.ok(Number(line["failureCount"]) >= 2);
  assert.match(String(line["unhealthyDuration"]), /^\d+(ms|s)$/);
  assert.equal(line["action"], "delete");

  const announced = await waitForEvent(api, "WatchdogRestart");
  assert.equal(announced.type, "Warning");
  assert.match(
    announced.message,
    /^restarting the pod \(delete\): .*\/media: missing for \d+(ms|s), \d+ failed checks: /,
  );
  assert.deepEqual(announced.metadata.annotations, { "mount-monitor.io/workload": "Deployment/plex" });
  assert.equal(announced.involvedObject["uid"], POD.uid);
  await waitForEvent(api, "MountUnhealthy");

  // The pod takes its time; the mount that comes back meanwhile is told, and nothing is called again.
  restore(mount);
  await waitForEvent(api, "MountRecovered");
  assert.deepEqual(
    events(api)
      .map(({ reason }) => reason)
      .toSorted(),
    ["MountRecovered", "MountUnhealthy", "WatchdogRestart"],
  );
  await monitor.waitForStatus("done", ({ restart }) => restart.state === "done");
  assert.equal(podRequests(api).length, 1);
});

void test("the pod is deleted while every mount hangs and no thread of its own is free", async (t) => {
  const scene = openScene(t);
  const { api, env } = await scene.startApi();
  const mounts = Array.from({ length: 8 }, (_, index) => scene.mount(`mount-${index}`));
  const monitor = scene.startMonitor(
    { mounts: mounts.map((mount) => ({ path: mount, ...HANGS_LATER })), watchdog: { action: "delete" } },
    { env: { ...env, UV_THREADPOOL_SIZE: "8" } },
  );
  await monitor.waitForStatus("HEALTHY", ({ mounts }) => mounts.every(({ status }) => status === "HEALTHY"));
  for (const mount of mounts) scene.hang(mount);
  await waitForDeletion(api);
  await waitForEvent(api, "WatchdogRestart");
  const { restart } = await monitor.waitForStatus("done", ({ restart }) => restart.state === "done");
  assert.equal(restart.recent.length, 1);
  assert.equal((await monitor.stop()).code, 0);
});

void test("nothing is restarted for a mount that was never healthy", async (t) => {
  const scene = openScene(t);
  const { api, env } = await scene.startApi();
  const monitor = scene.startMonitor(
    { mounts: [{ path: scene.path("not-there") }], watchdog: { action: "delete" } },
    { env },
  );
  await monitor.waitForStatus("of many failures", ({ mounts }) => (mounts[0]?.failureCount ?? 0) > 20);
  assert.equal(podRequests(api).length, 0);
});

void test("observe calls nothing, and says what it would have done", async (t) => {
  const scene = openScene(t);
  const { api, env } = await scene.startApi();
  const mount = scene.mount("media");
  const monitor = scene.startMonitor(
    { mounts: [{ path: mount }], mode: "observe", watchdog: { action: "delete" } },
    { env },
  );
  await monitor.waitForLog("mount healthy");
  remove(mount);
  const event = await waitForEvent(api, "WatchdogRestart");
  assert.equal(event.type, "Normal");
  assert.match(event.message, /^would have restarted the pod \(delete; mode is observe\): /);
  await monitor.waitForStatus("of many failures", ({ mounts }) => (mounts[0]?.failureCount ?? 0) > 20);
  await monitor.waitForLog("mount unhealthy, would have restarted the pod");
  assert.equal(monitor.logs("mount unhealthy, would have restarted the pod").length, 1);
  assert.equal(podRequests(api).length, 0);
  assert.equal((await monitor.get("/healthz/ready")).status, 200);
  assert.match((await monitor.get("/metrics")).text, /mount_monitor_restarts_total\{[^}]*outcome="observed"\} 1\n/);
});

void test("mounts that are only to be unready, or only reported, restart nothing", async (t) => {
  const scene = openScene(t);
  const { api, env } = await scene.startApi();
  const [unready, report] = [scene.mount("unready"), scene.mount("report")];
  const monitor = scene.startMonitor(
    {
      mounts: [
        { path: unready, onFailure: "unready" },
        { path: report, onFailure: "report" },
      ],
      watchdog: { action: "delete" },
    },
    { env },
  );
  await monitor.waitForStatus("HEALTHY", ({ ready }) => ready);
  remove(report);
  await monitor.waitForStatus("of many failures", ({ mounts }) => (mounts[1]?.failureCount ?? 0) > 10);
  assert.equal((await monitor.get("/healthz/ready")).status, 200);
  remove(unready);
  await monitor.waitForStatus("of many failures", ({ mounts }) => (mounts[0]?.failureCount ?? 0) > 10);
  const ready = await monitor.get("/healthz/ready");
  assert.equal(ready.status, 503);
  assert.deepEqual(
    (JSON.parse(ready.text) as { mounts: { path: string }[] }).mounts.map(({ path }) => path),
    [unready],
  );
  assert.equal(podRequests(api).length, 0);
});

void test("a recovery within restartDelay cancels", async (t) => {
  const scene = openScene(t);
  const { api, env } = await scene.startApi();
  const mount = scene.mount("media");
  // Longer than a busy machine takes to see that it waits, and to put the file back.
  const monitor = scene.startMonitor(
    { mounts: [{ path: mount }], watchdog: { action: "delete", restartDelay: "8s" } },
    { env },
  );
  await monitor.waitForLog("mount healthy");
  remove(mount);
  const { restart } = await monitor.waitForStatus("waiting", ({ restart }) => restart.state === "waiting");
  assert.ok(Date.parse(restart.notBefore ?? "") > 0);
  restore(mount);
  await monitor.waitForLog("mounts recovered, restart cancelled");
  await pause(8_500);
  assert.equal(podRequests(api).length, 0);
  // And the next outage has its whole delay again.
  const brokenAtMs = Date.now();
  remove(mount);
  const [call] = await waitForPodRequests(api, 1);
  assert.ok((call?.atMs ?? 0) - brokenAtMs >= 8_000, `after ${(call?.atMs ?? 0) - brokenAtMs} ms`);
});
