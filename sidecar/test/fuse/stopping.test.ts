import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, it, type TestContext } from "node:test";
import { healthy } from "./support/detect.ts";
import type { MonitorRun } from "./support/monitor-run.ts";
import { deviceAt, minorOf } from "./support/mounted.ts";
import { missingPrerequisite } from "./support/prerequisites.ts";
import { psAnswers } from "./support/ps.ts";
import { abort } from "./support/release.ts";
import { openScene, type Scene } from "./support/scene.ts";
import { until } from "./support/until.ts";

/** One that waited for the mount would take that long, or for ever. How long it really takes the bench measures. */
const PATIENT = { shutdownTimeout: "10m" };
/** Long enough to freeze a daemon between two checks on a busy machine. */
const CALM_INTERVAL_MS = 1_500;

describe("SIGTERM while the mount does not answer", { skip: missingPrerequisite() ?? false }, () => {
  for (const canary of [true, false]) {
    it(`ends a monitor whose FUSE daemon is frozen, ${canary ? "with" : "without"} a canary`, async (t) => {
      const scene = await sceneWith(t, canary);
      await scene.serve();
      const daemon = await scene.mount();
      const monitor = await scene.monitor({ ...PATIENT, checkInterval: `${CALM_INTERVAL_MS}ms` });
      await betweenChecks(monitor);
      daemon.signal("SIGSTOP");
      await unhealthy(monitor);
      await leaves(t, monitor, "FUSE daemon frozen");
    });
  }

  it("ends a monitor whose FUSE daemon was killed", async (t) => {
    const scene = await sceneWith(t, true);
    await scene.serve();
    const daemon = await scene.mount();
    const monitor = await scene.monitor(PATIENT);
    await healthy(monitor);
    daemon.signal("SIGKILL");
    await unhealthy(monitor);
    await leaves(t, monitor, "FUSE daemon killed");
  });

  for (const [what, canary] of [
    ["read", true],
    ["lookup", false],
  ] as const) {
    it(`cannot end a monitor whose ${what} was taken: it says so, goes on answering, and leaves once it can`, async (t) => {
      const scene = await sceneWith(t, canary);
      const server = await scene.serve();
      await scene.mount();
      const monitor = await scene.monitor(PATIENT);
      await healthy(monitor);
      server.signal("SIGSTOP");
      await unhealthy(monitor);
      monitor.signal("SIGTERM");
      const device = deviceAt(scene.mountPoint) ?? "";
      const line = await monitor.untilLogged("cannot stop", ({ msg }) => msg.startsWith("cannot stop"));
      assert.ok(line.msg.includes(`echo 1 > /sys/fs/fuse/connections/${minorOf(device)}/abort`), line.msg);
      // Longer than leaving could take.
      const quietUntilMs = performance.now() + 2_000;
      while (performance.now() < quietUntilMs) assert.equal((await monitor.get("/healthz/live")).status, 200);
      assert.equal((await monitor.get("/healthz/status")).status, 503);
      await psAnswers();
      if (what === "read") assert.ok(abort(device));
      else server.signal("SIGCONT");
      const { code } = await until("leaving", monitor.outcome, monitor.output);
      assert.equal(code, 0);
    });
  }
});

async function sceneWith(t: TestContext, canary: boolean): Promise<Scene> {
  const scene = await openScene(t);
  if (canary) writeFileSync(path.join(scene.backend, ".health-check"), "here\n");
  return scene;
}

async function unhealthy(monitor: MonitorRun): Promise<void> {
  await monitor.untilMount("unhealthy", ({ status }) => status === "UNHEALTHY");
}

/** Just after a check has ended and well before the next: no file is open on the mount. */
async function betweenChecks(monitor: MonitorRun): Promise<void> {
  const { lastCheck } = await healthy(monitor);
  await monitor.untilMount("another check", (mount) => mount.lastCheck !== lastCheck);
}

async function leaves(t: TestContext, monitor: MonitorRun, what: string): Promise<void> {
  await psAnswers();
  const startedMs = performance.now();
  monitor.signal("SIGTERM");
  const outcome = await until("leaving", monitor.outcome, monitor.output);
  const tookMs = performance.now() - startedMs;
  t.diagnostic(`SIGTERM with ${what}: exit ${outcome.code} after ${Math.round(tookMs)} ms`);
  assert.deepEqual(outcome, { code: 0, signal: null });
}
