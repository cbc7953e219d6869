import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startAdmissions, tryAdmission } from "./support/admission-stream.ts";
import { missingControlPlane } from "./support/assets.ts";
import { CERTS_USER, openScene, type Scene } from "./support/certificate-scene.ts";
import { type ControlPlane, startControlPlane } from "./support/control-plane.ts";
import { until } from "./support/until.ts";

const skip = missingControlPlane() ?? false;
const READY_MS = 30_000;

describe("rotation under load", { skip, timeout: 240_000 }, () => {
  let plane: ControlPlane;
  let scene: Scene;
  before(async () => {
    plane = await startControlPlane({ users: [{ name: CERTS_USER }] });
    scene = await openScene(plane, "rotation");
  });
  after(async () => {
    await scene?.close();
    await plane?.stop();
  });

  it("loses no call while leaves and CAs change, two replicas race and one restarts", async (test) => {
    const steady = await scene.startReplica();
    let other = await scene.startReplica();
    await until(
      "two replicas ready",
      READY_MS,
      () => steady.isReady() && other.isReady(),
      () => scene.logged.join("\n"),
    );
    await until(
      "the first call",
      READY_MS,
      async () => (await tryAdmission(plane.admin, scene.namespace)) === undefined,
    );

    const stream = startAdmissions(plane.admin, scene.namespace);
    const dropped = new Set<string>();
    const seen = new Set<string>();
    let restarts = 0;
    let restartAtMs = performance.now() + 7_000;
    await until("two CAs thrown out", 120_000, async () => {
      const present = steady.source.status().cas.map(({ id }) => id);
      for (const id of seen) if (!present.includes(id)) dropped.add(id);
      for (const id of present) seen.add(id);
      if (performance.now() >= restartAtMs) {
        await scene.stopReplica(other);
        other = await scene.startReplica();
        restartAtMs += 7_000;
        restarts++;
      }
      return dropped.size >= 2;
    });
    await stream.stop();

    const { length: leaves } = [...steady.served];
    test.diagnostic(
      `${stream.made()} creates of two calls each, ${stream.failures.length} failed; ${seen.size} CAs, ${leaves} leaves of one replica, ${restarts} restarts of the other`,
    );
    assert.deepEqual(stream.failures, []);
    assert.ok(stream.made() > 200 && leaves >= 8 && restarts >= 3);
    assert.ok(steady.calls() > stream.made() / 2, "one replica had the calls alone");
    assert.doesNotMatch(scene.logged.join("\n"), /PRIVATE KEY|"key"|[A-Za-z0-9+/=]{80}/);
    assert.deepEqual(
      scene.logged.filter((line) => !line.startsWith("info ")),
      [],
    );
  });
});
