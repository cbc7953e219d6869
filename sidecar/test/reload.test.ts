import assert from "node:assert/strict";
import { chmodSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { figuresOf } from "./support/process-figures.ts";
import { CANARY, HANGS, openScene, quick } from "./support/scene.ts";

const AGAIN = "configuration read again";
const REFUSED = "configuration refused, the old one stays";

void test("SIGHUP adds and removes mounts, and keeps what is known of those that stay", async (t) => {
  const scene = openScene(t);
  const [stays, goes, comes] = [scene.mount("stays"), scene.mount("goes"), scene.mount("comes")];
  const monitor = scene.startMonitor({ mounts: [{ path: stays }, { path: goes }] });
  await monitor.waitForStatus("HEALTHY", ({ ready }) => ready);
  scene.writeConfig(quick({ mounts: [{ path: comes }, { path: stays, name: "renamed" }], logLevel: "debug" }));
  monitor.signal("SIGHUP");
  assert.equal((await monitor.waitForLog(AGAIN))["mounts"], 2);
  const { mounts } = await monitor.waitForStatus("with the new mount HEALTHY", ({ mounts }) => {
    return mounts[0]?.path === comes && mounts[0].status === "HEALTHY";
  });
  assert.deepEqual(
    mounts.map(({ path, name, status }) => [path, name, status]),
    [
      [comes, comes, "HEALTHY"],
      [stays, "renamed", "HEALTHY"],
    ],
  );
  assert.equal(monitor.logs(({ msg, mount }) => msg === "mount healthy" && mount === stays).length, 1);
  // The level of the log is new as well.
  await monitor.waitForLog("mount checked");
  assert.doesNotMatch((await monitor.get("/metrics")).text, new RegExp(goes));
});

for (const [name, text, error] of [
  ["that is no JSON", '{"mounts":', /^failed to read config\.json: it is not valid JSON: /],
  [
    "with an unknown key",
    '{"mounts":[{"path":"/mnt"}],"chekInterval":"5s"}',
    /"chekInterval"; did you mean checkInterval\?$/,
  ],
  ["without mounts", "{}", /mounts is missing/],
] as const) {
  void test(`SIGHUP with a file ${name} leaves the old one in force, and says why`, async (t) => {
    const scene = openScene(t);
    const mount = scene.mount("media");
    const monitor = scene.startMonitor({ mounts: [{ path: mount }] });
    await monitor.waitForLog("mount healthy");
    writeFileSync(scene.path("config.json"), text);
    monitor.signal("SIGHUP");
    const refused = await monitor.waitForLog(REFUSED);
    assert.equal(refused.level, "ERROR");
    assert.match((refused["errors"] as string[])[0] ?? "", error);
    const before = (await monitor.status()).mounts[0]?.lastCheck;
    await monitor.waitForStatus("of a later check", ({ mounts }) => mounts[0]?.lastCheck !== before);
    // And a good one is taken after it.
    scene.writeConfig(quick({ mounts: [{ path: mount }] }));
    monitor.signal("SIGHUP");
    await monitor.waitForLog(AGAIN);
  });
}

void test("SIGHUP with a file that is gone leaves the old one in force; one that all may write is warned about", async (t) => {
  const scene = openScene(t);
  const mount = scene.mount("media");
  const monitor = scene.startMonitor({ mounts: [{ path: mount }] });
  await monitor.waitForLog("mount healthy");
  rmSync(scene.path("config.json"));
  monitor.signal("SIGHUP");
  const refused = await monitor.waitForLog(REFUSED);
  assert.match((refused["errors"] as string[])[0] ?? "", /there is no such file/);
  assert.equal((await monitor.get("/healthz/ready")).status, 200);

  scene.writeConfig(quick({ mounts: [{ path: mount }] }));
  chmodSync(scene.path("config.json"), 0o666);
  monitor.signal("SIGHUP");
  const warning = await monitor.waitForLog(({ msg }) => msg?.includes("can be written by everyone") ?? false);
  assert.equal(warning.level, "WARN");
  await monitor.waitForLog(AGAIN);
});

void test("SIGHUP cannot change the port or the state directory, and says so", async (t) => {
  const scene = openScene(t);
  const mount = scene.mount("media");
  const watchdog = { action: "delete" } as const;
  const monitor = scene.startMonitor({ mounts: [{ path: mount }], watchdog });
  await monitor.waitForLog("mount healthy");
  scene.writeConfig(quick({ mounts: [{ path: mount }], watchdog, httpPort: 1, stateDir: scene.path("state") }));
  monitor.signal("SIGHUP");
  await monitor.waitForLog("httpPort, stateDir and podInfoDir are changed only by starting the monitor anew");
  await monitor.waitForLog(AGAIN);
  assert.equal((await monitor.get("/healthz/live")).status, 200);
  // Nothing is kept there, so it must not go on as if there were.
  rmSync(path.join(mount, CANARY));
  assert.equal((await monitor.exited()).code, 3);
});

void test("mounts that hang may be taken away and put back, and never cost more than a thread each", async (t) => {
  const scene = openScene(t);
  const [hanging, healthy] = [scene.hangingMount("hanging"), scene.mount("healthy")];
  const both = quick({ mounts: [{ path: hanging, ...HANGS }, { path: healthy }] });
  const one = quick({ mounts: [{ path: healthy }] });
  // A thread for each mount and one to spare: a second one for the mount that hangs would soon leave none.
  const monitor = scene.startMonitor(both, { env: { UV_THREADPOOL_SIZE: "3" } });
  const hungSeen = () =>
    monitor.waitForStatus("hung, and the other HEALTHY", ({ mounts }) => {
      return mounts[0]?.fault === "hung" && mounts[1]?.status === "HEALTHY";
    });
  await hungSeen();
  const before = figuresOf(monitor.pid);
  for (let round = 1; round <= 5; round++) {
    for (const config of [one, both]) {
      scene.writeConfig(config);
      const fromLine = monitor.lines.length;
      monitor.signal("SIGHUP");
      await monitor.waitForLog(AGAIN, fromLine);
    }
    await hungSeen();
  }
  assert.equal(figuresOf(monitor.pid).threads, before.threads);
  const now = new Date().toISOString();
  await monitor.waitForStatus("of a later check", ({ mounts }) => (mounts[1]?.lastCheck ?? "") > now);
  const { code } = await monitor.stop();
  assert.equal(code, 0);
});

void test("more mounts than there are threads for, counting those that still hang, are refused", async (t) => {
  const scene = openScene(t);
  const hanging = Array.from({ length: 64 }, (_, index) => ({ path: scene.hangingMount(`old-${index}`), ...HANGS }));
  const others = Array.from({ length: 64 }, (_, index) => ({ path: scene.mount(`new-${index}`) }));
  const monitor = scene.startMonitor({ mounts: hanging });
  await monitor.waitForStatus("hung", ({ mounts }) => mounts.every(({ fault }) => fault === "hung"));
  scene.writeConfig(quick({ mounts: others }));
  monitor.signal("SIGHUP");
  const refused = await monitor.waitForLog(REFUSED);
  assert.deepEqual(refused["errors"], [
    "64 mounts and 64 that still hang need more than the 68 threads there are; set UV_THREADPOOL_SIZE to at least 132 and start the monitor anew",
  ]);
  assert.equal((await monitor.status()).mounts[0]?.path, hanging[0]?.path);
});

void test("a configuration from a variable has nothing to read again", async (t) => {
  const scene = openScene(t);
  const config = JSON.stringify(quick({ mounts: [{ path: scene.mount("media") }] }));
  const monitor = scene.run({ env: { MOUNT_MONITOR_CONFIG: config } });
  await monitor.waitForLog("mount healthy");
  monitor.signal("SIGHUP");
  const line = await monitor.waitForLog(({ msg }) => msg?.startsWith("nothing to read again") ?? false);
  assert.equal(line.level, "WARN");
  assert.equal((await monitor.get("/healthz/ready")).status, 200);
});
