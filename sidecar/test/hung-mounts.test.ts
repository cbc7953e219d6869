import assert from "node:assert/strict";
import { test } from "node:test";
import { figuresOf } from "./support/process-figures.ts";
import { HANGS, openScene } from "./support/scene.ts";
import { pause, until } from "./support/until.ts";

/** Half of `shutdownTimeout`, which one that waited for its mounts would take. How long it really takes the bench measures. */
const STOP_MS = 15_000;

void test("a mount that hangs is reported as hung, and does not delay another", async (t) => {
  const scene = openScene(t);
  const hanging = scene.hangingMount("hanging");
  const healthy = scene.mount("healthy");
  const monitor = scene.startMonitor({ mounts: [{ path: hanging, ...HANGS }, { path: healthy }], logLevel: "debug" });

  const degraded = await monitor.waitForLog("mount degraded");
  assert.equal(degraded["mount"], hanging);
  assert.equal(degraded["fault"], "hung");
  assert.equal(degraded["error"], "no answer within 200ms (readTimeout); the mount hangs");

  const { mounts } = await monitor.waitForStatus("with many failures, and the other HEALTHY", ({ mounts }) => {
    return (mounts[0]?.failureCount ?? 0) > 20 && mounts[1]?.status === "HEALTHY";
  });
  assert.equal(mounts[0]?.status, "UNHEALTHY");
  assert.equal(mounts[0]?.fault, "hung");
  const checks = (path: string) => monitor.logs(({ msg, mount }) => msg === "mount checked" && mount === path).length;
  // On a busy machine a look may take more than one interval.
  await until(
    "checks of the other",
    () => checks(healthy) > 20,
    () => `${checks(healthy)} checks`,
  );
  assert.equal((await monitor.get("/healthz/live")).status, 200);
  assert.equal((await monitor.get("/healthz/ready")).status, 503);
  assert.equal((await monitor.get("/healthz/mounts")).status, 503);
});

void test("SIGTERM ends a monitor with a hanging mount, in time and with 0", async (t) => {
  const scene = openScene(t);
  const monitor = scene.startMonitor({ mounts: [{ path: scene.hangingMount("hanging"), ...HANGS }] });
  await monitor.waitForLog("mount unhealthy");
  const { code, signal, tookMs } = await monitor.stop();
  assert.deepEqual({ code, signal }, { code: 0, signal: null });
  assert.ok(tookMs < STOP_MS, `took ${tookMs} ms`);
  assert.equal(monitor.logs("stopped").length, 1);
});

void test("SIGINT does so as well", async (t) => {
  const scene = openScene(t);
  const monitor = scene.startMonitor({ mounts: [{ path: scene.hangingMount("hanging"), ...HANGS }] });
  await monitor.waitForLog("mount unhealthy");
  monitor.signal("SIGINT");
  assert.equal((await monitor.exited()).code, 0);
});

void test("nothing grows while 64 mounts hang for 1,000 intervals, endpoints answer, and SIGTERM ends it", async (t) => {
  const scene = openScene(t);
  const mounts = Array.from({ length: 64 }, (_, index) => ({ path: scene.hangingMount(`mount-${index}`), ...HANGS }));
  const monitor = scene.startMonitor({ mounts, checkInterval: "20ms" });
  const atLeast = (count: number) =>
    monitor.waitForStatus(`of ${count} failures each`, (document) =>
      document.mounts.every(({ failureCount }) => failureCount >= count),
    );
  let asked = 0;
  const askEverything = async () => {
    for (const [path, expected] of [
      ["/healthz/live", 200],
      ["/healthz/ready", 503],
      ["/healthz/status", 503],
      ["/metrics", 200],
    ] as const) {
      assert.equal((await monitor.get(path)).status, expected, path);
      asked++;
    }
  };
  // The first answers make the heap what it needs to be; that is no growth.
  for (let round = 0; round < 20; round++) await askEverything();
  await atLeast(100);
  const first = figuresOf(monitor.pid);
  for (;;) {
    await askEverything();
    const { mounts } = await monitor.status();
    if (mounts.every(({ failureCount }) => failureCount >= 1_100)) break;
    await pause(1_000);
  }
  const last = figuresOf(monitor.pid);
  t.diagnostic(
    `after 100 failures ${JSON.stringify(first)}, after 1,100 ${JSON.stringify(last)}, asked ${asked} times`,
  );
  assert.equal(last.threads, first.threads);
  // One that was just asked for may not be closed yet.
  assert.ok(Math.abs(last.descriptors - first.descriptors) <= 1, `${first.descriptors} and ${last.descriptors}`);
  assert.ok(last.residentMiB - first.residentMiB < 16, `grew by ${last.residentMiB - first.residentMiB} MiB`);

  const { code, tookMs } = await monitor.stop();
  assert.equal(code, 0);
  assert.ok(tookMs < STOP_MS, `took ${tookMs} ms`);
});
