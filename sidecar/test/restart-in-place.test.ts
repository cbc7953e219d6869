import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { podRequests, waitForEvent } from "./support/api-view.ts";
import { CANARY, HANGS_LATER, openScene } from "./support/scene.ts";

void test("in-place leaves with 88, without a call, without the record, and with the restart in its history", async (t) => {
  const scene = openScene(t);
  const { api, env } = await scene.startApi();
  const mount = scene.mount("media");
  const monitor = scene.startMonitor(
    { mounts: [{ path: mount }], stateDir: scene.path("state"), watchdog: { action: "in-place" } },
    { env },
  );
  await monitor.waitForLog("mount healthy");
  assert.ok(existsSync(scene.path("state", "mounts.json")));
  rmSync(path.join(mount, CANARY));
  assert.equal((await monitor.exited()).code, 88);
  assert.equal(monitor.logs("mount unhealthy, triggering pod restart")[0]?.["action"], "in-place");
  assert.equal(podRequests(api).length, 0);
  assert.equal((await waitForEvent(api, "WatchdogRestart")).type, "Warning");
  assert.equal(existsSync(scene.path("state", "mounts.json")), false);
  const memory = JSON.parse(readFileSync(scene.path("state", "monitor.json"), "utf8")) as {
    records: object;
    watchdog: { history: number[]; plan: { t: string } };
  };
  assert.deepEqual(memory.records, {});
  assert.equal(memory.watchdog.history.length, 1);
  assert.equal(memory.watchdog.plan.t, "idle");

  // The one that starts with the containers has everything before it, and the restart behind it.
  const next = scene.run({ env });
  const { restart } = await next.waitForStatus("of many failures", ({ mounts }) => {
    return (mounts[0]?.failureCount ?? 0) > 10;
  });
  assert.equal(restart.recent.length, 1);
  assert.equal(next.logs("mount unhealthy, triggering pod restart").length, 0);
});

void test("in-place leaves with 88 also while every mount hangs and no API is there", async (t) => {
  const scene = openScene(t);
  const mounts = [scene.mount("one"), scene.mount("two")];
  const monitor = scene.startMonitor({
    mounts: mounts.map((mount) => ({ path: mount, ...HANGS_LATER })),
    watchdog: { action: "in-place" },
  });
  await monitor.waitForStatus("HEALTHY", ({ ready }) => ready);
  for (const mount of mounts) scene.hang(mount);
  assert.equal((await monitor.exited()).code, 88);
});

void test("an event that the API server does not take holds up an in-place restart for a moment only", async (t) => {
  const scene = openScene(t);
  const { api, env } = await scene.startApi();
  await api.fail("hang");
  const mount = scene.mount("media");
  const monitor = scene.startMonitor({ mounts: [{ path: mount }], watchdog: { action: "in-place" } }, { env });
  await monitor.waitForLog("mount healthy");
  rmSync(path.join(mount, CANARY));
  await monitor.waitForLog("mount unhealthy, triggering pod restart");
  const { code } = await monitor.exited();
  assert.equal(code, 88);
  // It waits 2 s for that, and not the 5 s of a call, which would say so.
  assert.deepEqual(
    monitor.lines.filter((line) => JSON.stringify(line).includes("within 5000 ms")),
    [],
  );
});
