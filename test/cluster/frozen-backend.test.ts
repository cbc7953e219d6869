import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { describe, it } from "node:test";
import { until } from "../control-plane/support/until.ts";
import { type Annotations, hostPath, QUICK, statefulSet } from "./support/app.ts";
import { PATH } from "./support/canary-app.ts";
import { askDoctor } from "./support/doctor.ts";
import { POD_LIMIT_MS, REPLACED_LIMIT_MS } from "./support/limits.ts";
import { followLog } from "./support/monitor-log.ts";
import { untilStatus } from "./support/monitor-status.ts";
import { FILM, openNodeMount } from "./support/node-mount.ts";
import { isReady } from "./support/objects.ts";
import { openScene } from "./support/scene.ts";
import { missingCluster } from "./support/settings.ts";
import type { TestCase } from "./support/test-case.ts";

const FREE = /echo 1 > (\/sys\/fs\/fuse\/connections\/\d+\/abort)/;

/** The daemon has taken requests and does not answer them: whoever waits for one cannot be killed. */
describe("a StatefulSet whose backend is frozen", { skip: missingCluster() ?? false, concurrency: true }, () => {
  it("stays, with what frees it in the log; and goes once that was done on the node", async (t) => {
    const { scene, media, pod, log } = await openStuck(t, {});
    const { msg } = await until("what frees it", REPLACED_LIMIT_MS, () =>
      log.lines().find(({ msg }) => FREE.test(msg)),
    );
    assert.match(msg, /on node \S+: echo/);
    const [file = ""] = FREE.exec(msg)?.slice(1) ?? [];
    assert.equal(file, `/sys/fs/fuse/connections/${media.minor()}/abort`);
    await scene.untilPod(
      "a pod that was told to go",
      POD_LIMIT_MS,
      ({ metadata }) => metadata.deletionTimestamp !== undefined,
    );
    // It takes a minute more than the grace period to say so.
    const { sentence, advice } = await until("the doctor to find it", POD_LIMIT_MS, async () =>
      (await askDoctor(scene.name)).findings.find(({ code }) => code === "terminating"),
    );
    assert.match(sentence, /where a mount does not answer/);
    assert.ok(advice.includes(`echo 1 > ${file}`), advice);
    await scene.untilEvent("the webhook's word", POD_LIMIT_MS, ({ reason, involvedObject }) => {
      return reason === "StuckTerminating" && involvedObject.uid === pod.metadata.uid;
    });
    await scene.stays(pod, 1_000);
    const freedMs = Date.now();
    writeFileSync(file, "1");
    await scene.untilPod("another pod", REPLACED_LIMIT_MS, ({ metadata }) => metadata.uid !== pod.metadata.uid);
    t.diagnostic(`freed: another pod after ${Date.now() - freedMs} ms`);
    media.thaw();
    await media.unmountLazily();
    await media.mount();
    const next = await scene.untilPod("a ready app", REPLACED_LIMIT_MS, isReady);
    assert.equal(await scene.inApp(next, "cat", `${PATH}/${FILM}`), "first\n");
  });

  it("goes on by itself with force", async (t) => {
    const { scene, media, pod } = await openStuck(t, { force: "true" });
    const next = await scene.untilPod(
      "another pod",
      REPLACED_LIMIT_MS,
      ({ metadata }) => metadata.uid !== pod.metadata.uid,
    );
    assert.equal(next.metadata.name, pod.metadata.name);
    media.thaw();
    const ready = await scene.untilPod("a ready app", REPLACED_LIMIT_MS, isReady);
    assert.equal(await scene.inApp(ready, "cat", `${PATH}/${FILM}`), "first\n");
  });
});

async function openStuck(t: TestCase, annotations: Annotations) {
  const scene = await openScene(t);
  const media = await openNodeMount(t);
  const server = await media.serve();
  await media.mount();
  const mounts = [{ path: PATH, volume: hostPath(media.mountPoint) }];
  await scene.create(statefulSet({ annotations: { ...QUICK, paths: PATH, ...annotations }, mounts }));
  const pod = await scene.untilPod("the app", POD_LIMIT_MS, isReady);
  const log = followLog(t, pod);
  await untilStatus(pod, "a healthy mount", POD_LIMIT_MS, ({ mounts }) => mounts[0]?.status === "HEALTHY");
  server.signal("SIGSTOP");
  return { scene, media: { ...media, thaw: () => server.signal("SIGCONT") }, pod, log };
}
