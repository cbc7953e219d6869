import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { detect, healthy } from "./support/detect.ts";
import { missingPrerequisite } from "./support/prerequisites.ts";
import { psAnswers } from "./support/ps.ts";
import { openScene } from "./support/scene.ts";

describe("the FUSE daemon", { skip: missingPrerequisite() ?? false }, () => {
  it("is healthy without any preparation", async (t) => {
    const scene = await openScene(t);
    await scene.serve();
    await scene.mount();
    const monitor = await scene.monitor();
    const mount = await healthy(monitor);
    assert.deepEqual([mount.mounted?.type, mount.mounted?.source], ["fuse.rclone", "media:"]);
    assert.equal((await monitor.get("/healthz/ready")).status, 200);
  });

  it("is healthy with a canary, which is required from then on", async (t) => {
    const scene = await openScene(t);
    const canary = path.join(scene.backend, ".health-check");
    writeFileSync(canary, "");
    await scene.serve();
    await scene.mount();
    const monitor = await scene.monitor();
    const missing = { failure: "canary removed", faults: ["missing"], error: /\.health-check/ } as const;
    await detect(t, monitor, missing, () => rmSync(canary));
    writeFileSync(canary, "");
    await healthy(monitor);
  });

  it("is killed: dead", async (t) => {
    const scene = await openScene(t);
    await scene.serve();
    const daemon = await scene.mount();
    const monitor = await scene.monitor();
    const expected = { failure: "FUSE daemon killed", faults: ["dead"], error: /ENOTCONN|ECONNABORTED/ } as const;
    await detect(t, monitor, expected, () => daemon.signal("SIGKILL"));
  });

  it("is frozen: hung; thawed: healthy again", async (t) => {
    const scene = await openScene(t);
    await scene.serve();
    const daemon = await scene.mount();
    const monitor = await scene.monitor();
    const expected = { failure: "FUSE daemon frozen", faults: ["hung"], error: /readTimeout/ } as const;
    await detect(t, monitor, expected, () => daemon.signal("SIGSTOP"));
    await psAnswers();
    daemon.signal("SIGCONT");
    await healthy(monitor);
  });
});
