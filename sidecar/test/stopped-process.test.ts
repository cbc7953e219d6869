import assert from "node:assert/strict";
import { test } from "node:test";
import { HANGS_LATER, openScene, quick } from "./support/scene.ts";
import { pause } from "./support/until.ts";

void test("a monitor that was stopped for longer than readTimeout accuses no mount", async (t) => {
  const scene = openScene(t);
  const mounts = Array.from({ length: 6 }, (_, index) => ({ path: scene.mount(`mount-${index}`) }));
  const monitor = scene.startMonitor({ mounts, readTimeout: "1s", checkInterval: "15ms" });
  await monitor.waitForStatus("HEALTHY", ({ ready }) => ready);
  for (let round = 0; round < 3; round++) {
    monitor.signal("SIGSTOP");
    await pause(3_000);
    const continuedAt = new Date().toISOString();
    monitor.signal("SIGCONT");
    await monitor.waitForStatus("of checks after that", ({ mounts }) =>
      mounts.every(({ lastCheck }) => (lastCheck ?? "") > continuedAt),
    );
    await pause(200);
  }
  assert.deepEqual(
    monitor.logs(({ level }) => level !== "INFO"),
    [],
  );
});

void test("a mount that hangs is found also by a monitor that was stopped meanwhile", async (t) => {
  const scene = openScene(t);
  const mount = scene.mount("media");
  const monitor = scene.startMonitor({ mounts: [{ path: mount, ...HANGS_LATER }] });
  await monitor.waitForLog("mount healthy");
  scene.hang(mount);
  await pause(100);
  monitor.signal("SIGSTOP");
  // Longer than readTimeout.
  await pause(3_000);
  monitor.signal("SIGCONT");
  assert.equal((await monitor.waitForLog("mount degraded"))["fault"], "hung");
});

void test("a gate that was stopped goes on waiting, and lets pass", async (t) => {
  const scene = openScene(t);
  scene.writeConfig(quick({ mounts: [{ path: scene.path("media") }] }));
  const gate = scene.run({ args: ["gate"] });
  await gate.waitForLog("waiting for the mount");
  gate.signal("SIGSTOP");
  await pause(2_000);
  scene.mount("media");
  gate.signal("SIGCONT");
  assert.equal((await gate.exited()).code, 0);
});
