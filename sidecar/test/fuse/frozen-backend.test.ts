import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { startStandInApi } from "../stand-in-api/stand-in-api.ts";
import { podEnv } from "../support/pod-env.ts";
import { detect, healthy } from "./support/detect.ts";
import { missingPrerequisite } from "./support/prerequisites.ts";
import { psAnswers } from "./support/ps.ts";
import { openScene } from "./support/scene.ts";

const POD = { namespace: "media", name: "plex-0", uid: "3f6c1d0e-5b1f-4b0e-9a57-0d8f6f1c2b11" };

/** The common outage, and the worst: the daemon takes the request and never answers it. */
describe("a backend that is frozen", { skip: missingPrerequisite() ?? false }, () => {
  for (const canary of [true, false]) {
    it(`is seen as hung ${canary ? "with" : "without"} a canary, while everything else goes on`, async (t) => {
      const scene = await openScene(t);
      const api = await startStandInApi({ pods: [POD] });
      t.after(() => api.close());
      if (canary) writeFileSync(path.join(scene.backend, ".health-check"), "here\n");
      const server = await scene.serve();
      await scene.mount();
      const monitor = await scene.monitor(
        { stateDir: scene.stateDir, watchdog: { action: "delete" } },
        {
          env: podEnv(api, POD),
        },
      );
      const failure = `WebDAV server frozen, ${canary ? "canary" : "no canary"}`;
      const startedMs = performance.now();
      await detect(t, monitor, { failure, faults: ["hung"], error: /readTimeout/ }, () => server.signal("SIGSTOP"));
      await api.waitFor(({ deleted }) => deleted.length > 0);
      t.diagnostic(`${failure}: DELETE after ${Math.round(performance.now() - startedMs)} ms`);
      assert.deepEqual(
        api.deleted.map(({ uid, by }) => [uid, by]),
        [[POD.uid, "delete"]],
      );
      await api.waitFor(({ events }) => events.some(({ reason }) => reason === "WatchdogRestart"));
      const statuses = await Promise.all(
        ["/healthz/live", "/healthz/ready", "/healthz/mounts", "/metrics", "/version"].map(
          async (path) => (await monitor.get(path)).status,
        ),
      );
      assert.deepEqual(statuses, [200, 503, 503, 200, 200]);
      const stuck = await monitor.untilLogged("the way out", ({ msg }) => msg.includes("/abort"));
      assert.match(stuck.msg, /echo 1 > \/sys\/fs\/fuse\/connections\/\d+\/abort/);
      await psAnswers();
      server.signal("SIGCONT");
      await healthy(monitor);
    });
  }
});
