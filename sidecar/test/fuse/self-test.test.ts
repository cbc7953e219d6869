import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { startStandInApi } from "../stand-in-api/stand-in-api.ts";
import { podEnv } from "../support/pod-env.ts";
import { healthy } from "./support/detect.ts";
import { missingPrerequisite } from "./support/prerequisites.ts";
import { openScene } from "./support/scene.ts";

const POD = { namespace: "media", name: "plex-0", uid: "3f6c1d0e-5b1f-4b0e-9a57-0d8f6f1c2b11" };
/** Beyond the first time that a monitor tries whether it may restart its pod. */
const WATCHED_MS = 4_000;

describe("trying whether the pod may restart itself", { skip: missingPrerequisite() ?? false }, () => {
  it("does not stop a monitor that has a file open on a mount that hangs", async (t) => {
    const scene = await openScene(t);
    const api = await startStandInApi({ pods: [POD] });
    t.after(() => api.close());
    writeFileSync(path.join(scene.backend, ".health-check"), "here\n");
    const server = await scene.serve();
    // The daemon opens the file by itself, and only reading it asks the server.
    await scene.mount({ listingFor: "1h" });
    const monitor = await scene.monitor(
      { stateDir: scene.stateDir, watchdog: { action: "delete", restartDelay: "1h" } },
      {
        env: podEnv(api, POD),
      },
    );
    const startedMs = performance.now();
    await healthy(monitor);
    server.signal("SIGSTOP");
    await monitor.untilMount("hung", ({ fault }) => fault === "hung");
    const tries = () => api.requests.filter(({ body }) => JSON.stringify(body).includes("dryRun")).length;
    while (performance.now() - startedMs < WATCHED_MS) {
      assert.equal((await monitor.get("/healthz/live")).status, 200);
      await wait(100);
    }
    // Nor is it forgotten.
    server.signal("SIGCONT");
    await healthy(monitor);
    await api.waitFor(() => tries() > 0, 30_000);
  });
});
