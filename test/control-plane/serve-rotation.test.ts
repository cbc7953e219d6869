import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { splitPem } from "@mount-monitor/certs";
import { missingControlPlane } from "./support/assets.ts";
import { CALM, FAST } from "./support/rotations.ts";
import { type ControlPlane, startControlPlane } from "./support/control-plane.ts";
import { type LateCaller, startLateCaller } from "./support/late-caller.ts";
import { type PodStream, startPods } from "./support/pod-stream.ts";
import type { ServedReplica } from "./support/served-replica.ts";
import { openServingScene, selfSigned, type ServingScene } from "./support/serving-scene.ts";
import { until } from "./support/until.ts";

const skip = missingControlPlane() ?? false;
const CERTIFICATES = selfSigned(FAST);

describe("the built webhook under load", { skip, timeout: 600_000 }, () => {
  let plane: ControlPlane;
  let scene: ServingScene;
  let pods: PodStream;
  let late: LateCaller;
  let steady: ServedReplica;
  let other: ServedReplica;
  const start = () => scene.startReplica({ certificates: CERTIFICATES });

  before(async () => {
    plane = await startControlPlane();
    scene = await openServingScene(plane, "rotation");
  });
  after(async () => {
    await pods?.stop();
    await late?.stop();
    await scene?.close();
    await plane?.stop();
  });

  it("begins on an empty cluster with two replicas at once, and ends with one CA", async (test) => {
    // A machine that is slow to start one of them makes no second CA due.
    const calm = await openServingScene(plane, "beginning");
    try {
      const beganMs = performance.now();
      const certificates = selfSigned({ ...CALM, propagationMs: FAST.propagationMs });
      const both = await Promise.all([
        calm.startReplica({ certificates }),
        calm.startReplica({ certificates }),
      ] as const);
      await calm.ready(...both);
      test.diagnostic(`both ready after ${Math.round(performance.now() - beganMs)} ms`);
      const [one, two] = await Promise.all([both[0].status(), both[1].status()]);
      assert.deepEqual(
        one.certificate.cas.map(({ id }) => id),
        two.certificate.cas.map(({ id }) => id),
      );
      assert.deepEqual([one.certificate.cas.length, one.certificate.cas[0]?.role], [1, "current"]);
      assert.notEqual(one.certificate.certificate, two.certificate.certificate);
      for (const bundle of await calm.bundles()) assert.equal(splitPem(bundle).length, 1);
    } finally {
      await calm.close();
    }
  });

  it("loses no call while leaves and CAs change and a replica is restarted, also to an API server that is late", async (test) => {
    [steady, other] = await Promise.all([start(), start()]);
    await scene.ready(steady, other);
    pods = startPods(plane.admin, scene.apps);
    late = startLateCaller({
      port: scene.servicePort,
      bundle: async () => (await scene.bundles())[0] ?? "",
      lateMs: FAST.propagationMs - 500,
    });
    const dropped = new Set<string>();
    const seen = new Set<string>();
    let [restarts, leaves] = [0, 0];
    let restartAtMs = performance.now() + 7_000;
    await until(
      "two CAs thrown out, and enough calls meanwhile",
      300_000,
      async () => {
        const present = (await steady.status()).certificate.cas.map(({ id }) => id);
        for (const id of seen) if (!present.includes(id)) dropped.add(id);
        for (const id of present) seen.add(id);
        if (performance.now() >= restartAtMs) {
          await other.terminate();
          assert.equal(other.ended(), "it ended with 0");
          other = await start();
          await scene.ready(other);
          restartAtMs = performance.now() + 7_000;
          restarts++;
        }
        await wait(100);
        leaves = await steady.metric("certificate_reloads_total");
        const enough = pods.made() > 200 && late.calls() > 100 && leaves >= 8 && restarts >= 2;
        return enough && dropped.size >= 2;
      },
      scene.log,
    );
    test.diagnostic(
      `${pods.made()} pods created, ${pods.failures.length} failed; ${late.calls()} late calls, ${late.failures.length} failed; ` +
        `${seen.size} CAs, ${leaves} leaves of one replica, ${restarts} restarts of the other`,
    );
    assert.deepEqual(pods.failures, []);
    // Nothing is promised to whoever is later than `propagation`.
    assert.deepEqual(
      late.failures.filter(({ ageMs }) => ageMs < FAST.propagationMs),
      [],
    );
  });

  it("loses with a replica that is killed only what was sent there until the Service knew", async (test) => {
    await scene.ready(steady, other);
    await pods.more(50);
    const before = pods.failures.length;
    const killedMs = performance.now();
    await other.kill();
    // Who is away ends nothing itself: a call may still be sent by a connection whose end is on its way.
    await scene.left(other);
    const knownMs = performance.now();
    await pods.more(100);
    other = await start();
    await scene.ready(other);
    await pods.more(50);
    await pods.stop();
    await late.stop();
    const lost = pods.failures.slice(before);
    test.diagnostic(
      `killed under load: ${lost.length} of 4 clients' calls failed; the Service knew after ${Math.round(knownMs - killedMs)} ms`,
    );
    for (const { beganMs, endedMs, why } of lost)
      assert.ok(
        endedMs >= killedMs && beganMs <= knownMs,
        `from ${beganMs - killedMs} to ${endedMs - killedMs}: ${why}`,
      );
  });

  it("shows no key, in no log and no status, and warns of nothing", async () => {
    const log = scene.log();
    assert.match(log, /"msg":"serving certificate made"/);
    assert.doesNotMatch(log, /PRIVATE KEY|"key"|[A-Za-z0-9+/=]{80}/);
    assert.doesNotMatch((await steady.get("/status"))[1], /PRIVATE KEY/);
    const notes = log.split("\n").filter((line) => /"level":"(?:WARN|ERROR)"/.test(line));
    assert.deepEqual(notes, []);
  });
});
