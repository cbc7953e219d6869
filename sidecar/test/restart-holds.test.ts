import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test, type TestContext } from "node:test";
import { events, podRequests, waitForDeletion, waitForEvent } from "./support/api-view.ts";
import { CANARY, openScene, type SceneConfig } from "./support/scene.ts";

const INJECTED = 'mount-monitor.io/injected="true"';

/** A monitor with the files of a downward-API volume. */
async function start(t: TestContext, annotations: string, labels = INJECTED, config: SceneConfig = {}) {
  const scene = openScene(t);
  const { api, env } = await scene.startApi();
  const mount = scene.mount("media");
  const annotate = (text: string) => writeFileSync(scene.path("info", "annotations"), text);
  mkdirSync(scene.path("info"));
  annotate(annotations);
  writeFileSync(scene.path("info", "labels"), labels);
  const monitor = scene.startMonitor(
    { mounts: [{ path: mount }], watchdog: { action: "delete" }, podInfoDir: scene.path("info"), ...config },
    { env },
  );
  await monitor.waitForLog("mount healthy");
  return { api, monitor, annotate, breakMount: () => rmSync(path.join(mount, CANARY)) };
}

void test("a pause holds the restart back until it is lifted", async (t) => {
  const { api, monitor, annotate, breakMount } = await start(t, 'mount-monitor.io/pause="true"\n');
  breakMount();
  const held = await monitor.waitForLog("restart held back");
  assert.equal(held["reason"], "paused");
  assert.equal(held["explanation"], "not restarting: paused by annotation mount-monitor.io/pause");
  const { restart } = await monitor.waitForStatus("of many failures", ({ mounts }) => {
    return (mounts[0]?.failureCount ?? 0) > 20;
  });
  assert.equal(restart.state, "held");
  assert.equal((await monitor.get("/healthz/ready")).status, 503);
  assert.match((await waitForEvent(api, "RestartBlocked")).message, /paused by annotation/);
  assert.equal(podRequests(api).length, 0);
  annotate('kubernetes.io/config.seen="2026-01-31"\n');
  await waitForDeletion(api);
  assert.equal(events(api, "RestartBlocked").length, 1);
});

void test("a pause may be set while the monitor runs, and may be a duration", async (t) => {
  const { api, monitor, annotate, breakMount } = await start(t, "", INJECTED, {
    watchdog: { action: "delete", restartDelay: "1500ms" },
  });
  // Not later than it can be read.
  const setAtMs = Date.now();
  annotate('mount-monitor.io/pause="10s"\n');
  breakMount();
  const held = await monitor.waitForLog("restart held back");
  assert.match(String(held["explanation"]), /paused by annotation mount-monitor\.io\/pause, for another \d+(ms|s)$/);
  await waitForDeletion(api);
  const afterMs = (api.deleted[0]?.atMs ?? 0) - setAtMs;
  assert.ok(afterMs >= 9_900, `after ${afterMs} ms`);
});

void test("a pause that nobody can read holds as well, and says what would be right", async (t) => {
  const { api, monitor, annotate, breakMount } = await start(t, 'mount-monitor.io/pause="tomorow"\n');
  breakMount();
  const held = await monitor.waitForLog("restart held back");
  assert.match(
    String(held["explanation"]),
    /annotation mount-monitor\.io\/pause is "tomorow", which is taken as true; write true, a duration such as 2h, or a time/,
  );
  annotate('mount-monitor.io/pause="2001-01-01T00:00:00Z"\n');
  await waitForDeletion(api);
});

void test("a copy of the pod, without the label, only reports", async (t) => {
  const { api, monitor, breakMount } = await start(t, "", 'app="plex"\n');
  breakMount();
  const held = await monitor.waitForLog("restart held back");
  assert.equal(held["reason"], "not-injected");
  await monitor.waitForStatus("of many failures", ({ mounts }) => (mounts[0]?.failureCount ?? 0) > 20);
  assert.equal(podRequests(api).length, 0);
});

void test("restarts of earlier pods count against the budget", async (t) => {
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString().replace(/\.\d+Z$/, "Z");
  const { api, monitor, breakMount } = await start(t, "", INJECTED, {
    watchdog: { action: "delete", budget: "2 per 1h", recentRestarts: [ago(50), ago(40)] },
  });
  breakMount();
  const held = await monitor.waitForLog("restart held back");
  assert.equal(held["reason"], "budget");
  assert.match(String(held["explanation"]), /the budget of 2 per 1h is spent; next restart in (9m|10m|1[0-9]m|20m)/);
  const { restart } = await monitor.status();
  assert.equal(restart.recent.length, 2);
  assert.ok(Date.parse(restart.notBefore ?? "") > Date.now());
  assert.equal(podRequests(api).length, 0);
});

void test("a budget with room does not hold", async (t) => {
  const ago = new Date(Date.now() - 2 * 3_600_000).toISOString().replace(/\.\d+Z$/, "Z");
  const { api, breakMount } = await start(t, "", INJECTED, {
    watchdog: { action: "delete", budget: "1 per 1h", recentRestarts: [ago] },
  });
  breakMount();
  await waitForDeletion(api);
});
