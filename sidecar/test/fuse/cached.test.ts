import assert from "node:assert/strict";
import { closeSync, ftruncateSync, openSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, it } from "node:test";
import { detect, healthy } from "./support/detect.ts";
import { missingPrerequisite } from "./support/prerequisites.ts";
import { INTERVAL_MS, openScene } from "./support/scene.ts";

const LARGE_BYTES = 64 * 1024 * 1024;

describe("a mount with a full cache", { skip: missingPrerequisite() ?? false }, () => {
  it("hides a dead backend from the canary, and not from a random block of a large file", async (t) => {
    const scene = await openScene(t);
    writeFileSync(path.join(scene.backend, ".health-check"), "here\n");
    makeSparse(path.join(scene.backend, "large.bin"), LARGE_BYTES);
    const server = await scene.serve();
    await scene.mount({ cached: true });
    const canary = await scene.monitor();
    await healthy(canary);
    const read = await scene.monitor({ mount: { checkType: "read", probeFile: "large.bin" } });
    const expected = { failure: "WebDAV server stopped, cached, read", faults: ["hung", "backend"] } as const;
    await detect(t, read, expected, async () => {
      server.signal("SIGKILL");
      await server.exited;
    });
    await wait(5 * INTERVAL_MS);
    await healthy(canary);
    assert.ok(!canary.log().some(({ msg }) => msg === "mount degraded"), "the canary alone does not notice");
    await scene.serve();
    await healthy(read);
  });
});

/** As large as it says, and nothing on the disk. */
function makeSparse(file: string, bytes: number): void {
  const descriptor = openSync(file, "w");
  ftruncateSync(descriptor, bytes);
  closeSync(descriptor);
}
