import assert from "node:assert/strict";
import { test } from "node:test";
import { events } from "./support/api-view.ts";
import { openScene, quick } from "./support/scene.ts";

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
    // On a busy machine the first try may find that the API does not answer in time.
    const { restart } = await monitor.waitForStatus("of a self-test", ({ restart: { selfTest } }) =>
      ok ? selfTest?.ok === true : /lacks the permission/.test(selfTest?.message ?? ""),
    );
    assert.ok(Date.parse(restart.selfTest?.lastTried ?? "") > 0);
    assert.equal(restart.selfTest?.ok, ok);
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
  await monitor.waitForLog("the pod may restart itself");
});

void test("a no that lasts is warned about after ten seconds", async (t) => {
  const scene = openScene(t);
  const { api, env } = await scene.startApi();
  await api.fail("forbidden");
  const monitor = scene.startMonitor(
    { mounts: [{ path: scene.mount("media") }], watchdog: { action: "delete" } },
    { env },
  );
  const warning = await monitor.waitForLog("the pod may not restart itself, a restart will fail");
  assert.equal(warning.level, "WARN");
  assert.match(String(warning["error"]), /lacks the permission "delete" on "pods"/);
  // The early ones may only have been too early.
  assert.equal(api.requests.length, 3);
});

void test("what evicts and may force is to be allowed both", async (t) => {
  const scene = openScene(t);
  const { api, env } = await scene.startApi();
  await api.fail(["ok", "forbidden"]);
  const monitor = scene.startMonitor(
    { mounts: [{ path: scene.mount("media") }], watchdog: { action: "evict", force: true } },
    { env },
  );
  const { restart } = await monitor.waitForStatus("of a self-test", ({ restart }) => restart.selfTest !== null);
  assert.equal(restart.selfTest?.ok, false);
  assert.match(restart.selfTest?.message ?? "", /failed to delete pod .* lacks the permission "delete" on "pods"/);
  assert.deepEqual(
    api.requests.map(({ method }) => method),
    ["POST", "DELETE"],
  );
});

void test("an action that SIGHUP brings is tried as well, and what was found out about the old one is forgotten", async (t) => {
  const scene = openScene(t);
  const { api, env } = await scene.startApi();
  const mounts = [{ path: scene.mount("media") }];
  const monitor = scene.startMonitor({ mounts, watchdog: { action: "none" } }, { env });
  await monitor.waitForLog("mount healthy");
  scene.writeConfig(quick({ mounts, watchdog: { action: "evict" } }));
  monitor.signal("SIGHUP");
  await monitor.waitForStatus("of a self-test", ({ restart }) => restart.selfTest?.ok === true);
  await api.fail("forbidden");
  scene.writeConfig(quick({ mounts, watchdog: { action: "delete" } }));
  monitor.signal("SIGHUP");
  await monitor.waitForStatus("of another self-test", ({ restart }) => restart.selfTest?.ok === false);
  scene.writeConfig(quick({ mounts, watchdog: { action: "none" } }));
  monitor.signal("SIGHUP");
  await monitor.waitForStatus("without a self-test", ({ restart }) => restart.selfTest === null);
});

void test("what is missing for any call is known at once", async (t) => {
  const scene = openScene(t);
  const monitor = scene.startMonitor({ mounts: [{ path: scene.mount("media") }], watchdog: { action: "delete" } });
  const { restart } = await monitor.status();
  assert.deepEqual([restart.selfTest?.ok, restart.selfTest?.lastTried], [false, null]);
  assert.match(restart.selfTest?.message ?? "", /POD_NAME, POD_NAMESPACE, POD_UID, KUBERNETES_SERVICE_HOST not set/);
  assert.match((await monitor.get("/metrics")).text, /^mount_monitor_restart_permitted 0$/m);
});

void test("a no is told as an event of the pod, once, when it has lasted; a yes is not", async (t) => {
  const scene = openScene(t);
  const { api, env } = await scene.startApi();
  const tryOnce = async (...words: string[]) => {
    const { code } = await scene.run({ args: ["self-test", "delete", ...words], env }).exited();
    assert.equal(code, 0);
    return events(api).map(({ reason, message }) => `${reason}: ${message}`);
  };
  assert.deepEqual(await tryOnce("tell"), []);
  await api.fail(["forbidden", "forbidden", "ok", "forbidden", "ok"]);
  assert.deepEqual(await tryOnce(), []);
  const [told = ""] = await tryOnce("tell");
  assert.match(told, /^RestartBlocked: a restart would fail: .* lacks the permission "delete" on "pods"/);
  assert.deepEqual(await tryOnce("tell"), [told]);
  assert.equal(api.requests.length, 6);
});
