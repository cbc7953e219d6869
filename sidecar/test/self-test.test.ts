import assert from "node:assert/strict";
import { test } from "node:test";
import { openScene } from "./support/scene.ts";

for (const [action, method, plan, ok] of [
  ["delete", "DELETE", "ok", true],
  ["delete", "DELETE", "forbidden", false],
  ["evict", "POST", "ok", true],
  ["evict", "POST", "forbidden", false],
] as const) {
  void test(`whether the pod may ${action} itself is tried early: ${plan}`, async (t) => {
    const scene = openScene(t);
    const { api, env } = await scene.startApi();
    await api.fail(plan);
    const monitor = scene.startMonitor({ mounts: [{ path: scene.mount("media") }], watchdog: { action } }, { env });
    const { restart } = await monitor.waitForStatus("of a self-test", ({ restart }) => restart.selfTest !== null);
    assert.equal(restart.selfTest?.ok, ok);
    if (!ok) assert.match(restart.selfTest?.message ?? "", /lacks the permission/);
    assert.match(
      (await monitor.get("/metrics")).text,
      new RegExp(`^mount_monitor_restart_permitted ${Number(ok)}$`, "m"),
    );
    assert.equal(api.requests[0]?.method, method);
    assert.equal(api.deleted.length, 0);
  });
}

void test("a grant that comes later is noticed", async (t) => {
  const scene = openScene(t);
  const { api, env } = await scene.startApi();
  await api.fail("forbidden");
  const monitor = scene.startMonitor(
    { mounts: [{ path: scene.mount("media") }], watchdog: { action: "delete" } },
    { env },
  );
  await monitor.waitForStatus("of a refused self-test", ({ restart }) => restart.selfTest?.ok === false);
  await api.fail("ok");
  await monitor.waitForStatus("of a self-test that went through", ({ restart }) => restart.selfTest?.ok === true);
});
