import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { describe, it } from "node:test";
import { detect, healthy } from "./support/detect.ts";
import { startProgram } from "./support/monitor-run.ts";
import { missingPrerequisite } from "./support/prerequisites.ts";
import { monitorConfig, openScene, READ_TIMEOUT_MS } from "./support/scene.ts";
import { until } from "./support/until.ts";

/** As when the node is suspended, or the container has used up its CPU. */
const STANDSTILL_MS = 2 * READ_TIMEOUT_MS;

describe("a program that itself stood still", { skip: missingPrerequisite() ?? false }, () => {
  it("is the monitor: it accuses no mount, and goes on checking", async (t) => {
    const scene = await openScene(t);
    await scene.serve();
    const daemon = await scene.mount();
    const monitor = await scene.monitor();
    await healthy(monitor);
    monitor.signal("SIGSTOP");
    await wait(STANDSTILL_MS);
    monitor.signal("SIGCONT");
    const resumed = Date.now();
    await monitor.untilMount("another check", ({ lastCheck }) => Date.parse(lastCheck ?? "") > resumed);
    assert.ok(!monitor.log().some(({ msg }) => msg === "mount degraded"), monitor.output());
    const expected = { failure: "FUSE daemon killed, after a standstill", faults: ["dead"] } as const;
    await detect(t, monitor, expected, () => daemon.signal("SIGKILL"));
  });

  it("is the gate: it passes once the mount is there", async (t) => {
    const scene = await openScene(t);
    const gate = startProgram(scene.guard, "gate", monitorConfig(scene.mountPoint));
    await until("waiting", () => (gate.output().includes('waiting for the mount"') ? true : undefined), gate.output);
    gate.signal("SIGSTOP");
    await wait(STANDSTILL_MS);
    gate.signal("SIGCONT");
    await scene.serve();
    await scene.mount();
    assert.deepEqual(await until("passing", gate.outcome, gate.output), { code: 0, signal: null });
  });
});
