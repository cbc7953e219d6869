import assert from "node:assert/strict";
import { test } from "node:test";
import { openScene, quick } from "./support/scene.ts";

void test("signals count from the moment on that the monitor says that it runs", async (t) => {
  const scene = openScene(t);
  scene.writeConfig(quick({ mounts: [{ path: scene.mount("media") }] }));
  const monitors = Array.from({ length: 12 }, () => scene.run({}));
  await Promise.all(
    monitors.map(async (monitor, index) => {
      // Not one turn later than the first byte.
      const told = index % 2 === 0 ? "SIGTERM" : "SIGHUP";
      monitor.child.stdout?.once("data", () => monitor.signal(told));
      await monitor.waitForLog(told === "SIGTERM" ? "stopped" : "configuration read again");
      const { code, signal } = told === "SIGTERM" ? await monitor.exited() : await monitor.stop();
      assert.deepEqual({ code, signal }, { code: 0, signal: null });
    }),
  );
});
