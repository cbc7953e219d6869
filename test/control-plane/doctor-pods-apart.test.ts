/** What the doctor says about pods that are otherwise than most; each provoked once on a real API server. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { missingControlPlane } from "./support/assets.ts";
import { assertSays, examine } from "./support/doctor/doctor-program.ts";
import { appPod, type DoctorScene, openWellScene } from "./support/doctor/doctor-scene.ts";
import { missingKubectl } from "./support/kubectl.ts";

const skip = missingControlPlane() ?? missingKubectl() ?? false;
const PODS = "/api/v1/namespaces/media/pods";
const MINUTE_MS = 60_000;

describe("doctor, about pods of other kinds,", { skip }, () => {
  let scene: DoctorScene;
  before(async () => void (scene = await openWellScene()));
  after(() => scene?.close());
  const look = () => examine(scene.plane, ["-n", "media"]);
  const isWell = async () => assert.deepEqual((await look()).codes, []);

  it("knows pods whose labels keep them from the webhook", async () => {
    const labels = { app: "plex", "app.kubernetes.io/name": "mount-monitor" };
    await scene.createPod("media", "labelled", { labels });
    const found = await look();
    assert.deepEqual([found.code, found.codes], [0, ["excluded-pod"]]);
    const advice = /^Take the label app\.kubernetes\.io\/name: mount-monitor off the pod template/;
    assertSays(found, "excluded-pod", /not asked about pods with its labels \(objectSelector/, advice);
    assert.deepEqual(found.only("excluded-pod").pods, ["labelled"]);
    await scene.removePod("media", "labelled");
    await isWell();
  });

  it("knows one that the webhook skipped, and why", async () => {
    const { metadata, spec } = appPod("windows");
    await scene.admin.expect(PODS, { method: "POST", body: { metadata, spec: { ...spec, os: { name: "windows" } } } });
    const found = await look();
    assert.deepEqual([found.code, found.codes], [0, ["skipped"]]);
    assertSays(found, "skipped", /^windows: the pod runs on Windows, /, /^Remove the annotations from workloads for/);
    await scene.removePod("media", "windows");
    await isWell();
  });

  it("knows those that are never restarted, and why", async () => {
    const owner = (kind: string, name: string) => ({ apiVersion: "x/v1", kind, name, uid: "1", controller: true });
    await scene.createPod("media", "alone", { ownerReferences: [] });
    await scene.createPod("media", "runner-1", { ownerReferences: [owner("Runner", "runner")] });
    await scene.createPod("media", "scan-1", {
      ownerReferences: [{ ...owner("Job", "scan"), apiVersion: "batch/v1" }],
    });
    const found = await look();
    assert.deepEqual([found.code, found.codes], [0, ["never-restarted"]]);
    const subjects = found.all("never-restarted").map(({ subject }) => `${subject.kind} ${subject.name}`);
    assert.deepEqual(subjects.toSorted(), ["Job scan", "Pod alone", "Runner runner"]);
    assertSays(found, "never-restarted", /^no-controller: nothing would replace the pod, /, /^Run it by a Deployment/);
    assertSays(found, "never-restarted", /^unknown-controller: whether the pod's controller /, /restart: in-place/);
    assertSays(found, "never-restarted", /^job-restart: deleting a Job's pod may fail /, /restart: in-place or none/);
    for (const name of ["alone", "runner-1", "scan-1"]) await scene.removePod("media", name);
    await isWell();
  });

  it("knows a gate that waits, but not one that has just begun", async () => {
    const waitingFor = (ms: number) => {
      const startedAt = new Date(Date.now() - ms).toISOString().replace(/\.\d+Z/, "Z");
      const state = { running: { startedAt } };
      const gate = { name: "mount-monitor-gate", image: "x", imageID: "", ready: false, restartCount: 0, state };
      return scene.patch(`${PODS}/plex-1/status`, { status: { initContainerStatuses: [gate] } });
    };
    await waitingFor(MINUTE_MS);
    await isWell();
    await waitingFor(6 * MINUTE_MS);
    const found = await look();
    assert.deepEqual([found.code, found.codes], [0, ["gate-waits"]]);
    const advice = /^kubectl -n media logs plex-1 -c mount-monitor-gate$/;
    assertSays(found, "gate-waits", /^its gate has held it back for 6 minutes$/, advice);
    await scene.patch(`${PODS}/plex-1/status`, { status: { initContainerStatuses: null } });
    await isWell();
  });
});
