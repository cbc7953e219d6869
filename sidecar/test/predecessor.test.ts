/** What people wrote for the Go program that this one succeeds works as it is. */
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { podRequests, waitForEvent } from "./support/api-view.ts";
import { CANARY, openScene } from "./support/scene.ts";

void test("its configuration and flags", async (t) => {
  const scene = openScene(t);
  const mount = scene.mount("test");
  const seed = '{"checkInterval":"5s","mounts":[{"name":"test","path":"/mnt/test"}]}';
  writeFileSync(scene.path("config.json"), seed.replace("/mnt/test", mount));
  // The port is the only thing that a test cannot take as it is.
  const args = ["--config=config.json", "--log-level=debug", "--log-format=text", "--http-port=0"];
  const monitor = scene.run({ args });
  const line = await monitor.waitForLog(({ text }) => / INFO {2}mount healthy /.test(text));
  assert.match(line.text, new RegExp(`^\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z INFO  mount healthy  mount=${mount} name=test$`));
  await monitor.waitForLog(({ text }) => / DEBUG mount checked {2}mount=/.test(text));
  assert.equal((await monitor.stop()).code, 0);
});

void test("canaryFile and failureThreshold of a mount, where 0 inherits", async (t) => {
  const scene = openScene(t);
  const mounts = [scene.mount("one"), scene.mount("two")];
  for (const mount of mounts) writeFileSync(path.join(mount, "here"), "");
  const monitor = scene.startMonitor({
    failureThreshold: 4,
    canaryFile: "here",
    mounts: [
      { path: mounts[0] ?? "", failureThreshold: 0 },
      { path: mounts[1] ?? "", failureThreshold: 1, canaryFile: CANARY },
    ],
  });
  await monitor.waitForStatus("HEALTHY", ({ ready }) => ready);
  for (const mount of mounts) for (const file of ["here", CANARY]) rmSync(path.join(mount, file));
  const isOf = (mount: string | undefined) => (line: Readonly<Record<string, unknown>>) =>
    line["mount"] === mount && line["msg"] === "mount unhealthy";
  assert.equal((await monitor.waitForLog(isOf(mounts[1])))["failureCount"], 1);
  assert.equal((await monitor.waitForLog(isOf(mounts[0])))["failureCount"], 4);
});

void test("its log line, its status document and its event", async (t) => {
  const scene = openScene(t);
  const { api, env } = await scene.startApi();
  const mount = scene.mount("debrid");
  const monitor = scene.startMonitor(
    { failureThreshold: 3, mounts: [{ name: "debrid", path: mount }], watchdog: { enabled: true } },
    { env },
  );
  await monitor.waitForLog("mount healthy");
  rmSync(path.join(mount, CANARY));
  const line = await monitor.waitForLog("mount unhealthy, triggering pod restart");
  // {"level":"WARN","msg":"…","mount":"/mnt/debrid","failureCount":3,"unhealthyDuration":"1m30s"}
  assert.equal(line.level, "WARN");
  assert.equal(line["mount"], mount);
  assert.ok(Number(line["failureCount"]) >= 3);
  assert.match(String(line["unhealthyDuration"]), /^(\d+h)?(\d+m)?(\d+(\.\d+)?s|\d+ms)?$/);
  assert.ok(!Number.isNaN(Date.parse(line.time ?? "")));

  const answer = await monitor.get("/healthz/status");
  assert.equal(answer.status, 503);
  assert.match(String(answer.headers["content-type"]), /^application\/json/);
  const { timestamp, mounts } = JSON.parse(answer.text) as Record<string, unknown> & {
    mounts: Record<string, unknown>[];
  };
  assert.ok(!Number.isNaN(Date.parse(String(timestamp))));
  const { path: where, name, status, lastCheck, failureCount, lastError } = mounts[0] ?? {};
  assert.deepEqual({ where, name, status }, { where: mount, name: "debrid", status: "UNHEALTHY" });
  assert.ok(!Number.isNaN(Date.parse(String(lastCheck))));
  assert.ok(Number(failureCount) >= 3);
  assert.notEqual(lastError, "");
  assert.equal((await waitForEvent(api, "WatchdogRestart")).type, "Warning");
});

void test("it exits with 3 when the pod cannot be restarted after its retries", async (t) => {
  const scene = openScene(t);
  const { api, env } = await scene.startApi();
  const mount = scene.mount("debrid");
  const watchdog = { enabled: true, maxRetries: 3, retryBackoffInitial: "10ms", retryBackoffMax: "1s" };
  const monitor = scene.startMonitor({ mounts: [{ path: mount }], watchdog }, { env });
  await monitor.waitForLog("mount healthy");
  api.failPods("server-error");
  rmSync(path.join(mount, CANARY));
  assert.equal((await monitor.exited()).code, 3);
  assert.equal(podRequests(api).length, 3);
});
