/** The plugin as it comes from npm, called by the real kubectl, with monitors that really run behind a real API server. */
import assert from "node:assert/strict";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { missingStatusScene, openStatusScene, startUsualPods, type StatusScene } from "./support/status-scene.ts";

describe("kubectl mount-monitor status, of which pods", { skip: missingStatusScene() }, () => {
  let scene: StatusScene;
  let plex: Awaited<ReturnType<StatusScene["startMonitored"]>>;
  let sonarr: Awaited<ReturnType<StatusScene["startMonitored"]>>;
  before(async () => {
    scene = await openStatusScene();
    ({ plex, sonarr } = await startUsualPods(scene));
    const metadata = { namespace: "media", annotations: { "mount-monitor.io/workload": "StatefulSet/sonarr" } };
    await scene.writeEvent("restart", {
      metadata,
      reason: "WatchdogRestart",
      message: "restarting the pod (delete): /mnt/media: hung for 1m30s, 3 failed checks: no answer within 5s",
      involvedObject: { kind: "Pod", namespace: "media", name: "sonarr-0", uid: "gone" },
    });
    // Of somebody else: it tells nothing.
    await scene.writeEvent("other", {
      metadata: { ...metadata, annotations: { "mount-monitor.io/workload": "ReplicaSet/plex-5d8f" } },
      reason: "WatchdogRestart",
      reportingComponent: "somebody",
      source: { component: "somebody" },
      message: "restarting the pod (delete): /mnt/media: dead for 1m30s, 3 failed checks: no",
      involvedObject: { kind: "Pod", namespace: "media", name: "plex-5d8f-1", uid: "gone" },
    });
  });
  after(() => scene?.close());
  const wordsOf = (stdout: string) =>
    stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.replace(/[\dms]+ ago/, "AGE ago").split(/ {3,}/));

  it("is found by kubectl, which calls it by its name", async () => {
    const listed = await scene.laptop.kubectl(scene.plane, ["plugin", "list"]);
    assert.equal(listed.code, 0);
    // Folders of the PATH that are not there it complains about, too; of ours it should not.
    assert.doesNotMatch(listed.stderr, /kubectl-mount_monitor/);
    assert.match(listed.stdout, new RegExp(`^${path.join(scene.laptop.binFolder, "kubectl-mount_monitor")}$`, "m"));
    const help = await scene.plugin(["--help"]);
    assert.match(help.stdout, /^Usage: kubectl mount-monitor \[command\]/m);
  });

  it("shows the namespace of the context: mounts, state, last restart and why", async () => {
    const { code, stdout, stderr } = await scene.plugin(["status"]);
    assert.deepEqual([code, stderr], [0, ""]);
    const version = (await plex.monitor.status()).version;
    assert.deepEqual(wordsOf(stdout), [
      ["POD", "STATUS", "MOUNT", "STATE", "FAULT", "SINCE", "RESTARTED", "VERSION"],
      ["plex-5d8f-1", "Running", plex.mount, "HEALTHY", "-", "-", "-", version],
      ["sonarr-0", "Running", sonarr.mount, "HEALTHY", "-", "-", "AGE ago (hung)", version],
    ]);
  });

  it("shows those of a workload, of a pod, with a label, of another namespace, of all", async () => {
    const namesOf = async (...args: readonly string[]) => (await scene.report(...args)).pods.map(({ name }) => name);
    const deployment = { metadata: { name: "plex" }, spec: deploymentSpec() };
    await scene.admin.expect("/apis/apps/v1/namespaces/media/deployments", { method: "POST", body: deployment });
    assert.deepEqual(await namesOf("deployment/plex"), ["plex-5d8f-1"]);
    assert.deepEqual(await namesOf("deploy", "plex"), ["plex-5d8f-1"]);
    assert.deepEqual(await namesOf("sonarr-0", "deployment/plex"), ["plex-5d8f-1", "sonarr-0"]);
    assert.deepEqual(await namesOf("-l", "pod-template-hash=5d8f"), ["plex-5d8f-1", "sonarr-0"]);
    assert.deepEqual(await namesOf("-l", "pod-template-hash=77"), []);
    assert.deepEqual(await namesOf("-n", "films"), ["late-0"]);
    assert.deepEqual(await namesOf("-A"), ["late-0", "plex-5d8f-1", "sonarr-0"]);
  });

  it("says which pods are not there, and shows the others", async () => {
    await scene.admin.expect("/api/v1/namespaces/media/pods", { method: "POST", body: plainPod("plain") });
    const { code, stdout, stderr } = await scene.plugin(["status", "nope", "plain", "sts/sonarr", "sonarr-0"]);
    assert.equal(code, 1);
    assert.deepEqual(
      wordsOf(stdout).map(([name]) => name),
      ["POD", "sonarr-0"],
    );
    assert.deepEqual(stderr.trimEnd().split("\n"), [
      "kubectl mount-monitor: there is no pod/nope in namespace media",
      "kubectl mount-monitor: there is no statefulset/sonarr in namespace media",
      "kubectl mount-monitor: pod media/plain has neither gate nor monitor; why not says doctor",
    ]);
    const wrong = await scene.plugin(["status", "-l", "a=(b"]);
    assert.deepEqual([wrong.code, wrong.stdout], [1, ""]);
    assert.match(wrong.stderr, /^kubectl mount-monitor: failed to list pods: /);
  });
});

function deploymentSpec(): object {
  const labels = { app: "plex" };
  return { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: plainPod("").spec } };
}

function plainPod(name: string) {
  return { metadata: { name }, spec: { containers: [{ name: "app", image: "app" }] } };
}
