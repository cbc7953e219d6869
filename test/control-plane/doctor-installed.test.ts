/** What the doctor learns from the webhook's pods and from monitors, through a real API server. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { startProgram } from "../../sidecar/test/support/program.ts";
import { missingControlPlane } from "./support/assets.ts";
import { examineUntil } from "./support/doctor/doctor-program.ts";
import { appPod } from "./support/doctor/doctor-scene.ts";
import { type InstalledScene, openInstalledScene } from "./support/doctor/installed-scene.ts";
import { missingPodAddress, reportRunning } from "./support/doctor/pod-address.ts";
import { missingKubectl } from "./support/kubectl.ts";

const skip = missingControlPlane() ?? missingKubectl() ?? missingPodAddress() ?? false;

describe("doctor, with pods that answer,", { skip }, () => {
  let scene: InstalledScene;
  before(async () => {
    scene = await openInstalledScene();
    await scene.plane.createNamespace("media");
    const account = { metadata: { name: "default" } };
    await scene.plane.admin.expect("/api/v1/namespaces/default/serviceaccounts", { method: "POST", body: account });
  });
  after(() => scene?.close());
  /** Until it says just this; who grants by hand is told so in each report. */
  const examineUntilJust = (...wanted: readonly string[]) =>
    examineUntil(
      scene.plane,
      `just ${wanted.join()}`,
      ({ codes }) => codes.filter((code) => code !== "grants-manual").join() === wanted.join(),
    );

  it("hears from replicas that all is well, and finds their certificates trusted", async () => {
    const found = await examineUntilJust("nothing-annotated");
    assert.equal(found.code, 0);
    assert.deepEqual(found.only("replicas-ready").subject, { kind: "Namespace", name: "mount-monitor" });
    assert.match(found.only("replicas-ready").sentence, /^2 pods of the webhook of version \S+, all ready$/);
    assert.match(
      found.only("certificates-valid").sentence,
      /^the caBundle trusts what is served; first to expire is CN=mount-monitor webhook, in 6 days$/,
    );
  });

  it("hears why a replica is not ready", async () => {
    const [first] = scene.replicas;
    assert.ok(first);
    await reportRunning(scene.plane.admin, scene.pathOf(first), false);
    const found = await examineUntilJust("replica-not-ready", "nothing-annotated");
    assert.equal(found.code, 0);
    assert.deepEqual(found.only("replica-not-ready").subject, {
      kind: "Pod",
      namespace: "mount-monitor",
      name: first.name,
    });
    await reportRunning(scene.plane.admin, scene.pathOf(first), true);
  });

  it("hears from a monitor that its mount is not healthy", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-doctor-"));
    const mount = path.join(folder, "media");
    mkdirSync(mount);
    const file = path.join(folder, "config.json");
    writeFileSync(file, JSON.stringify({ checkInterval: "100ms", mounts: [{ path: mount }] }));
    const monitor = startProgram({ args: ["-c", file, "--http-port", "0"], cwd: folder });
    try {
      await monitor.waitForStatus("a mount that is not healthy", ({ mounts }) => mounts[0]?.status === "UNHEALTHY");
      const annotations = {
        "mount-monitor.io/paths": "/mnt/media",
        "mount-monitor.io/restart": "none",
        "mount-monitor.io/http-port": String(await monitor.port()),
      };
      const { admin } = scene.plane;
      await admin.expect("/api/v1/namespaces/media/pods", { method: "POST", body: appPod("plex-1", { annotations }) });
      await reportRunning(admin, "/api/v1/namespaces/media/pods/plex-1", false);
      const found = await examineUntilJust("mount-failing");
      assert.equal(found.code, 0);
      assert.match(found.only("mount-failing").sentence, /\/media is UNHEALTHY: no canary, /);
    } finally {
      await monitor.end();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("says so when a monitor does not answer", async () => {
    const found = await examineUntilJust("not-checked");
    assert.equal(found.code, 0);
    const sentence =
      /^not checked: what the monitors of 1 pod say, such as media\/plex-1: error trying to reach service: .*connection refused/;
    assert.match(found.only("not-checked").sentence, sentence);
  });
});
