import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { test, type TestContext } from "node:test";
import { BUNDLE } from "./support/bundle.ts";
import { CANARY, openScene } from "./support/scene.ts";

/** Nobody's number on most systems. */
const NOBODY = 65_534;

/** Root may read everything: then the program runs as another user. */
function otherUser(t: TestContext): { readonly uid?: number } | undefined {
  if (process.getuid?.() !== 0) return {};
  const user = { uid: NOBODY, gid: NOBODY };
  const { status, stderr, error } = spawnSync(process.execPath, ["--check", BUNDLE], { ...user, encoding: "utf8" });
  if (status === 0) return { uid: NOBODY };
  t.skip(`root cannot be dropped here: ${error?.message ?? stderr}`);
  return undefined;
}

void test("a mount that was never anything but denied stays ready and is never restarted", async (t) => {
  const user = otherUser(t);
  if (!user) return;
  const scene = openScene(t);
  const { api, env } = await scene.startApi();
  // The token is readable by its owner alone; here it is not about that.
  chmodSync(api.serviceAccountFolder, 0o755);
  chmodSync(api.tokenFile, 0o644);
  const mount = scene.mount("media");
  chmodSync(mount, 0o000);
  const monitor = scene.startMonitor({ mounts: [{ path: mount }], watchdog: { action: "delete" } }, { ...user, env });
  const { mounts, ready } = await monitor.waitForStatus("of many failures", ({ mounts }) => {
    return (mounts[0]?.failureCount ?? 0) > 20;
  });
  assert.equal(mounts[0]?.fault, "denied");
  assert.equal(mounts[0]?.lastError, `failed to open the canary ${CANARY}: EACCES`);
  assert.equal(ready, true);
  assert.equal((await monitor.get("/healthz/ready")).status, 200);
  assert.equal((await monitor.get("/healthz/status")).status, 503);
  assert.equal(api.deleted.length, 0);
  assert.equal(monitor.logs("mount unhealthy, triggering pod restart").length, 0);
});

void test("a mount that becomes denied makes the pod unready, and is not restarted for it", async (t) => {
  const user = otherUser(t);
  if (!user) return;
  const scene = openScene(t);
  const { api, env } = await scene.startApi();
  chmodSync(api.serviceAccountFolder, 0o755);
  chmodSync(api.tokenFile, 0o644);
  const mount = scene.mount("media");
  const monitor = scene.startMonitor({ mounts: [{ path: mount }], watchdog: { action: "delete" } }, { ...user, env });
  await monitor.waitForLog("mount healthy");
  chmodSync(mount, 0o000);
  await monitor.waitForStatus("of many failures", ({ mounts }) => (mounts[0]?.failureCount ?? 0) > 20);
  assert.equal((await monitor.get("/healthz/ready")).status, 503);
  assert.equal(api.deleted.length, 0);
  chmodSync(mount, 0o755);
  await monitor.waitForLog("mount recovered");
  assert.equal((await monitor.get("/healthz/ready")).status, 200);
});

void test("the gate lets a denied mount pass, with a warning", async (t) => {
  const user = otherUser(t);
  if (!user) return;
  const scene = openScene(t);
  const mount = scene.mount("media");
  chmodSync(mount, 0o000);
  scene.writeConfig({ mounts: [{ path: mount, checkInterval: "50ms" }] });
  const gate = scene.run({ args: ["gate"], ...user });
  const warning = await gate.waitForLog(({ msg }) => msg?.startsWith("mount may not be read by this user") ?? false);
  assert.equal(warning.level, "WARN");
  assert.equal(warning["fault"], "denied");
  assert.match(warning.msg ?? "", /mount-monitor\.io\/run-as/);
  assert.equal((await gate.exited()).code, 0);
});
