/** `pause` and `resume` of the plugin, on a real API server. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { StatusReport } from "../../webhook/src/core/status/status-report.ts";
import { missingControlPlane } from "./support/assets.ts";
import { missingKubectl } from "./support/kubectl.ts";
import { monitorReady, openStatusScene, type StatusScene } from "./support/status-scene.ts";

const skip = missingControlPlane() ?? missingKubectl() ?? false;
const PODS = "/api/v1/namespaces/media/pods";
const SOON = "The monitors hear of it when the kubelet tells them, within about a minute.";

describe("kubectl mount-monitor pause and resume", { skip }, () => {
  let scene: StatusScene;
  before(async () => {
    scene = await openStatusScene([{ name: "nobody" }]);
    for (const name of ["plex-1", "plex-2"]) await scene.reportStatus(await scene.createPod(name), monitorReady(true));
    const owner = { apiVersion: "batch/v1", kind: "Job", name: "scan-1", controller: true };
    await scene.reportStatus(await scene.createPod("scan-1-a", { owner, labels: { job: "scan" } }), monitorReady(true));
    const labels = { app: "plex" };
    const template = { metadata: { labels }, spec: { containers: [{ name: "app", image: "app" }] } };
    const deployment = { metadata: { name: "plex" }, spec: { selector: { matchLabels: labels }, template } };
    await scene.admin.expect("/apis/apps/v1/namespaces/media/deployments", { method: "POST", body: deployment });
    await makeCronJob("scan", template);
  });
  after(() => scene?.close());

  /** And a Job of it, as its controller makes one. */
  async function makeCronJob(name: string, template: object): Promise<void> {
    const jobs = "/apis/batch/v1/namespaces/media";
    const jobTemplate = {
      spec: { template: { ...template, spec: { ...once, containers: [{ name: "app", image: "app" }] } } },
    };
    const body = { metadata: { name }, spec: { schedule: "@daily", jobTemplate } };
    const { metadata } = await scene.admin.expect(`${jobs}/cronjobs`, { method: "POST", body });
    const ownerReferences = [{ apiVersion: "batch/v1", kind: "CronJob", name, uid: metadata.uid, controller: true }];
    const job = {
      metadata: { name: `${name}-1`, ownerReferences },
      spec: { template: { spec: jobTemplate.spec.template.spec } },
    };
    await scene.admin.expect(`${jobs}/jobs`, { method: "POST", body: job });
  }
  const once = { restartPolicy: "Never" };
  const annotationsOf = async (name: string): Promise<Record<string, string | undefined>> =>
    (await scene.admin.expect(`${PODS}/${name}`)).metadata.annotations;
  const pauseOf = async (name: string) => (await annotationsOf(name))["mount-monitor.io/pause"];
  const run = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await scene.plugin(args);
    return { code, out: stdout.trimEnd().split("\n"), err: stderr.trimEnd().split("\n") };
  };

  it("only says so, when it is a dry run", async () => {
    for (const mode of ["client", "server"]) {
      const { code, out, err } = await run("pause", "plex-1", "--for", "2h", `--dry-run=${mode}`);
      assert.deepEqual([code, err], [0, [""]]);
      assert.match(
        out.join(),
        new RegExp(`^pod media/plex-1 would be paused until .* UTC, for 2h \\(${mode} dry run\\)$`),
      );
    }
    assert.equal(await pauseOf("plex-1"), undefined);
  });

  it("pauses the pods of a Deployment, and says what becomes of later ones", async () => {
    const { code, out, err } = await run("pause", "deployment/plex", "--for", "2h", "--reason", "NAS gets new disks");
    assert.equal(code, 0);
    assert.deepEqual(
      out.map((line) => line.replace(/until \S+ \S+ UTC/, "until THEN")),
      ["pod media/plex-1 is paused until THEN, for 2h", "pod media/plex-2 is paused until THEN, for 2h"],
    );
    assert.deepEqual(err, [
      "Pods that deployment/plex will make are not paused: the annotation counts on running pods alone, and a changed pod template would replace them all.",
      SOON,
    ]);
    const until = Date.parse((await pauseOf("plex-2")) ?? "");
    assert.ok(Math.abs(until - Date.now() - 7_200_000) < 600_000, String(until));
    const { metadata } = await scene.admin.expect("/apis/apps/v1/namespaces/media/deployments/plex");
    assert.equal(metadata.generation, 1);
  });

  it("is seen by status, until when and why", async () => {
    const { stdout } = await scene.plugin(["status", "-o", "json", "deployment/plex"]);
    const { pods, summary } = JSON.parse(stdout) as StatusReport;
    assert.equal(summary.paused, 2);
    assert.deepEqual([pods[0]?.state, pods[0]?.paused?.reason], ["Paused", "NAS gets new disks"]);
    const table = await scene.plugin(["status", "--no-headers", "plex-1"]);
    assert.match(table.stdout, /^plex-1 {3}Paused\(1\d\dm\) /);
  });

  it("says what a pause before was, and ends it", async () => {
    const again = await run("pause", "plex-1");
    assert.match(
      again.out[0] ?? "",
      /^pod media\/plex-1 is paused until it is resumed; before, it was paused for another 1\d\dm, until .* UTC: NAS gets new disks$/,
    );
    assert.deepEqual(
      [await pauseOf("plex-1"), (await annotationsOf("plex-1"))["mount-monitor.io/pause-reason"]],
      ["true", undefined],
    );
    const dry = await run("resume", "plex-1", "--dry-run=server");
    assert.deepEqual(dry.out, [
      "pod media/plex-1 would be resumed; it was paused until it is resumed (server dry run)",
    ]);
    const { code, out, err } = await run("resume", "deployment", "plex");
    assert.equal(code, 0);
    assert.equal(out[0], "pod media/plex-1 is resumed; it was paused until it is resumed");
    assert.match(out[1] ?? "", /^pod media\/plex-2 is resumed; it was paused for another 1\d\dm, until /);
    assert.deepEqual(err, [SOON]);
    assert.deepEqual([await pauseOf("plex-1"), await pauseOf("plex-2")], [undefined, undefined]);
    assert.equal((await annotationsOf("plex-2"))["mount-monitor.io/pause-reason"], undefined);
    const third = await run("resume", "plex-1");
    assert.deepEqual(third, { code: 0, out: ["pod media/plex-1 is not paused"], err: [""] });
  });

  it("finds pods by label, and those of a CronJob", async () => {
    const byLabel = await run("pause", "-l", "job=scan", "--dry-run=client");
    assert.deepEqual(byLabel.out, [
      "pod media/scan-1-a would be paused until it is resumed; it restarts nothing anyway (restart: none) (client dry run)",
    ]);
    assert.deepEqual((await run("pause", "cronjob/scan", "--dry-run=client")).out, byLabel.out);
    assert.deepEqual((await run("pause", "job/scan-1", "--dry-run=client")).out, byLabel.out);
    for (const command of ["pause", "resume"])
      assert.deepEqual(await run(command, "-l", "job=none"), {
        code: 1,
        out: [""],
        err: ["kubectl mount-monitor: there is no pod with gate and monitor in namespace media with labels job=none"],
      });
  });

  it("leaves alone what has ended or goes, unless it is named itself", async () => {
    const parts = (name: string) => ({
      owner: { apiVersion: "batch/v1", kind: "Job", name, controller: true },
      labels: { job: name },
    });
    for (const name of ["scan-1-b", "trim-1-a"]) {
      const place = await scene.createPod(name, parts(name.slice(0, -2)));
      await scene.reportStatus(place, { phase: "Succeeded" });
    }
    const going = await scene.createPod("scan-1-c", parts("scan-1"));
    await scene.reportStatus(going, monitorReady(true));
    await scene.admin.expect(going, { method: "DELETE" });
    const { metadata } = await scene.admin.expect(going);
    assert.equal(metadata.deletionGracePeriodSeconds, 30);

    const some = await run("pause", "cronjob/scan", "--dry-run=client");
    assert.equal(some.code, 0);
    assert.match(some.out.join("\n"), /^pod media\/scan-1-a would be paused until it is resumed; [^\n]*$/);
    assert.deepEqual(some.err, ["Left alone: 2 pods, ended or told to go already."]);

    const left = "1 pod, ended or told to go already";
    const none = await run("pause", "-l", "job=trim-1");
    const nothing = `kubectl mount-monitor: there is nothing to pause but ${left}`;
    assert.deepEqual(none, { code: 1, out: [""], err: [nothing] });
    const resumed = await run("resume", "-l", "job=trim-1");
    assert.deepEqual(resumed, { code: 0, out: [""], err: [`Left alone: ${left}.`] });

    const named = await run("pause", "trim-1-a", "scan-1-c");
    assert.deepEqual([named.code, named.out], [1, [""]]);
    assert.deepEqual(named.err, [
      "kubectl mount-monitor: pod media/trim-1-a has ended",
      "kubectl mount-monitor: pod media/scan-1-c was told to go already",
    ]);
  });

  it("does what it can, and ends with 1 where that is not all", async () => {
    const plain = { metadata: { name: "plain" }, spec: { containers: [{ name: "app", image: "app" }] } };
    await scene.admin.expect(PODS, { method: "POST", body: plain });
    const { code, out, err } = await run("pause", "plain", "nope", "plex-2", "statefulset/x");
    assert.equal(code, 1);
    assert.deepEqual(out, ["pod media/plex-2 is paused until it is resumed"]);
    assert.deepEqual(err.slice(0, 3), [
      "kubectl mount-monitor: there is no pod/nope in namespace media",
      "kubectl mount-monitor: there is no statefulset/x in namespace media",
      "kubectl mount-monitor: pod media/plain has no monitor: it does not ask for one",
    ]);
    const denied = await scene.plugin(["pause", "plex-1"], "nobody");
    assert.deepEqual([denied.code, denied.stdout], [1, ""]);
    assert.match(
      denied.stderr,
      /^kubectl mount-monitor: failed to read pod\/plex-1: pods "plex-1" is forbidden: User "nobody"/,
    );
  });
});
