import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { events, podRequests, waitForDeletion, waitForEvent, waitForPodRequests } from "./support/api-view.ts";
import { CANARY, openScene, quick } from "./support/scene.ts";
import { pause, until } from "./support/until.ts";

void test("a monitor that is killed again and again goes on, and announces nothing twice", async (t) => {
  const scene = openScene(t);
  const { api, env } = await scene.startApi();
  const mount = scene.mount("media");
  scene.writeConfig(
    quick({
      mounts: [{ path: mount, failureThreshold: 4 }],
      stateDir: scene.path("state"),
      watchdog: { action: "delete", maxRetries: 2, retryBackoffInitial: "20ms" },
    }),
  );
  api.failPods("server-error");
  let monitor = scene.run({ env });
  await monitor.waitForLog("mount healthy");
  rmSync(path.join(mount, CANARY));
  await monitor.waitForLog("mount degraded");
  // From before it is unhealthy to the middle of a round of calls.
  for (const afterMs of [0, 40, 80, 120, 160, 200, 240]) {
    await pause(afterMs);
    await monitor.end();
    monitor = scene.run({ env });
    await monitor.waitForLog("monitoring");
  }
  await monitor.waitForLog("mount unhealthy, triggering pod restart");
  const called = podRequests(api).length;
  await monitor.end();
  monitor = scene.run({ env });
  // It is still due, although this one never saw the mount healthy.
  await waitForPodRequests(api, called + 1);
  api.failPods("ok");
  await waitForDeletion(api);
  await monitor.waitForLog("pod restart accepted");
  // What one was about to write when it was killed the next one writes, and what was written is not written again.
  for (const reason of ["MountUnhealthy", "WatchdogRestart"] as const) {
    await waitForEvent(api, reason);
    assert.equal(events(api, reason).length, 1, reason);
  }
  // None may have lived to the end of a round.
  assert.ok(events(api, "RestartBlocked").length <= 1);

  // And one that starts after that knows that it was done.
  const calls = podRequests(api).length;
  await monitor.end();
  monitor = scene.run({ env });
  const { restart } = await monitor.waitForStatus("of a checked mount", ({ mounts }) => mounts[0]?.lastCheck !== null);
  assert.equal(restart.state, "done");
  assert.equal(restart.recent.length, 1);
  await pause(500);
  assert.equal(podRequests(api).length, calls);
});

void test("events that no API took are written by the monitor that is there when it is back", async (t) => {
  const scene = openScene(t);
  const { api, env } = await scene.startApi();
  const mount = scene.mount("media");
  const first = scene.startMonitor(
    { mounts: [{ path: mount }], stateDir: scene.path("state"), watchdog: { action: "delete" } },
    { env },
  );
  await first.waitForLog("mount healthy");
  await api.fail("refused");
  rmSync(path.join(mount, CANARY));
  await first.waitForLog("pod restart failed");
  await first.end();
  const second = scene.run({ env });
  await second.waitForLog("pod restart failed");
  await api.fail("ok");
  await waitForDeletion(api);
  for (const reason of ["MountUnhealthy", "WatchdogRestart", "RestartBlocked"] as const) {
    await waitForEvent(api, reason);
    assert.equal(events(api, reason).length, 1, reason);
  }
});

void test("what another pod left in the directory is not taken for one's own", async (t) => {
  const scene = openScene(t);
  const config = { mounts: [{ path: scene.mount("media") }], stateDir: scene.path("state") };
  const first = scene.startMonitor(config, { env: { POD_UID: "one" } });
  await first.waitForLog("mount healthy");
  await first.end();
  const same = scene.run({ env: { POD_UID: "one" } });
  await same.waitForStatus("of a checked mount", ({ mounts }) => mounts[0]?.lastCheck !== null);
  assert.deepEqual(same.logs("mount healthy"), [], "the same pod knows it already");
  await same.end();
  const other = scene.run({ env: { POD_UID: "other" } });
  await other.waitForLog("mount healthy");
});

void test("that a canary was seen outlives the monitor", async (t) => {
  const scene = openScene(t);
  const { api, env } = await scene.startApi();
  const mount = scene.mount("media");
  const config = { mounts: [{ path: mount }], stateDir: scene.path("state"), watchdog: { enabled: true } };
  const first = scene.startMonitor(config, { env });
  await first.waitForLog("mount healthy");
  await first.end();
  rmSync(path.join(mount, CANARY));
  const second = scene.run({ env });
  const degraded = await second.waitForLog("mount degraded");
  assert.match(String(degraded["error"]), /^the canary \.health-check is gone: .*; mount it again/);
  await waitForDeletion(api);
});

for (const [name, memory] of [
  ["garbage", "\u0000\u0001 not json"],
  ["empty", ""],
  ["cut off", '{"version":1,"origin":{"start":"a"'],
  ["of another version", '{"version":2,"records":{}}'],
  ["of another shape", '{"version":1,"origin":{"start":"","namespace":""},"records":[],"watchdog":null}'],
  ["a list", "[]"],
] as const) {
  void test(`state files that are ${name} are said and replaced`, async (t) => {
    const scene = openScene(t);
    const mount = scene.mount("media");
    mkdirSync(scene.path("state"));
    for (const file of ["monitor.json", "mounts.json"]) writeFileSync(scene.path("state", file), memory);
    const monitor = scene.startMonitor({ mounts: [{ path: mount }], stateDir: scene.path("state") });
    await monitor.waitForLog("mount healthy");
    const files = ["monitor.json", "mounts.json"].map((file) => scene.path("state", file));
    await until("good files", () => files.every(isWhole));
    // Only then both streams are there to their end.
    await monitor.stop();
    for (const file of files) {
      assert.deepEqual(
        monitor.logs(({ msg }) => msg?.includes(file) ?? false).map(({ level, msg }) => [level, msg]),
        [["WARN", `failed to read ${file}: it is damaged or of another version; starting without it`]],
      );
    }
  });
}

function isWhole(file: string): boolean {
  const text = readFileSync(file, "utf8");
  return text.startsWith('{\n "version": 1,') && text.endsWith("}");
}

void test("state files that are directories stop nothing", async (t) => {
  const scene = openScene(t);
  for (const file of ["monitor.json", "mounts.json"]) mkdirSync(scene.path("state", file), { recursive: true });
  const monitor = scene.startMonitor({ mounts: [{ path: scene.mount("media") }], stateDir: scene.path("state") });
  await monitor.waitForLog("mount healthy");
  assert.equal((await monitor.stop()).code, 0);
});

void test("a state directory that cannot be written is said once, not with every check, and stops nothing", async (t) => {
  const scene = openScene(t);
  const { api, env } = await scene.startApi();
  const mount = scene.mount("media");
  writeFileSync(scene.path("file"), "");
  const monitor = scene.startMonitor(
    { mounts: [{ path: mount }], stateDir: scene.path("file", "state"), watchdog: { action: "delete" } },
    { env },
  );
  await monitor.waitForLog("mount healthy");
  rmSync(path.join(mount, CANARY));
  await waitForDeletion(api);
  await monitor.waitForStatus("of many failures", ({ mounts }) => (mounts[0]?.failureCount ?? 0) > 20);
  // Only then the log is there to its end.
  assert.equal((await monitor.stop()).code, 0);
  const said = monitor.logs(({ msg }) => msg?.startsWith("failed to write") ?? false);
  assert.deepEqual(said.map(({ msg }) => /(\w+\.json): .*; make stateDir writable$/.exec(msg ?? "")?.[1]).toSorted(), [
    "monitor.json",
    "mounts.json",
  ]);
});

void test("a state directory that becomes writable again is used, and failing anew is said anew", async (t) => {
  const scene = openScene(t);
  const mount = scene.mount("media");
  writeFileSync(scene.path("place"), "");
  const monitor = scene.startMonitor({ mounts: [{ path: mount }], stateDir: scene.path("place", "state") });
  const complaints = () => monitor.logs(({ msg }) => /^failed to write .*monitor\.json/.test(msg ?? "")).length;
  await monitor.waitForLog("mount healthy");
  await until("a complaint", () => complaints() === 1);
  rmSync(scene.path("place"));
  rmSync(path.join(mount, CANARY));
  await until("the memory", () => existsSync(scene.path("place", "state", "monitor.json")));
  // It writes with every check, and must not do so in the middle of this.
  monitor.signal("SIGSTOP");
  await pause(100);
  rmSync(scene.path("place"), { recursive: true });
  writeFileSync(scene.path("place"), "");
  monitor.signal("SIGCONT");
  await until("another complaint", () => complaints() === 2);
});
