import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { detect, healthy } from "./support/detect.ts";
import { deviceAt } from "./support/mounted.ts";
import { missingPrerequisite } from "./support/prerequisites.ts";
import { unmountLazily } from "./support/release.ts";
import { openScene } from "./support/scene.ts";

const NOBODY = 65_534;

describe("the mount point", { skip: missingPrerequisite() ?? false }, () => {
  it("loses its mount: dead, not missing; is mounted again: healthy", async (t) => {
    const scene = await openScene(t);
    await scene.serve();
    await scene.mount();
    const monitor = await scene.monitor();
    const expected = {
      failure: "unmounted",
      faults: ["dead"],
      error: /the mount is gone: fuse\.rclone media:/,
    } as const;
    await detect(t, monitor, expected, async () => {
      assert.ok(await unmountLazily(scene.mountPoint));
      assert.equal(deviceAt(scene.mountPoint), undefined);
    });
    await scene.mount();
    await healthy(monitor);
  });

  it("is a bare directory at the start: missing, with advice; is mounted: healthy", async (t) => {
    const scene = await openScene(t);
    const monitor = await scene.monitor();
    const { fault, lastError } = await monitor.untilMount("missing", ({ status }) => status === "UNHEALTHY");
    assert.equal(fault, "missing");
    assert.match(lastError, /local directory \(\w+\), not a network mount/);
    assert.match(lastError, /mount something there, or create the canary .*touch .*\.health-check, or set checkType/);
    await scene.serve();
    await scene.mount();
    await healthy(monitor);
  });

  it("belongs to another user, who allows nobody else: denied, and the pod stays ready", async (t) => {
    const scene = await openScene(t);
    await scene.serve();
    await scene.mount({ allowOther: false });
    const monitor = await scene.monitor({}, { uid: NOBODY, gid: NOBODY });
    const { fault, lastError } = await monitor.untilMount("denied", ({ status }) => status === "UNHEALTHY");
    assert.equal(fault, "denied");
    assert.match(lastError, /EACCES/);
    assert.equal((await monitor.get("/healthz/ready")).status, 200);
  });

  it("belongs to another user, who allows everybody: healthy", async (t) => {
    const scene = await openScene(t);
    await scene.serve();
    await scene.mount({ allowOther: true });
    await healthy(await scene.monitor({}, { uid: NOBODY, gid: NOBODY }));
  });
});
