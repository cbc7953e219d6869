/** The plugin as it comes from npm, called by the real kubectl, with monitors that really run behind a real API server. */
import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { parse } from "yaml";
import type { StatusReport } from "../../webhook/src/core/status/status-report.ts";
import { missingControlPlane } from "./support/assets.ts";
import { podAddress } from "./support/doctor/pod-address.ts";
import { RBAC } from "./support/guard/guard-install.ts";
import { missingKubectl } from "./support/kubectl.ts";
import { monitorReady, openStatusScene, type StatusScene } from "./support/status-scene.ts";
import { until } from "./support/until.ts";

const skip =
  missingControlPlane() ??
  missingKubectl() ??
  (podAddress() === undefined
    ? "needs an address that is not loopback, since the API server calls no pod there"
    : false);
const LIMIT_MS = 120_000;

describe("kubectl mount-monitor status", { skip }, () => {
  let scene: StatusScene;
  let plex: Awaited<ReturnType<StatusScene["startMonitored"]>>;
  let sonarr: Awaited<ReturnType<StatusScene["startMonitored"]>>;
  before(async () => {
    scene = await openStatusScene([{ name: "viewer" }, { name: "poor" }, { name: "nobody" }]);
    const owner = { apiVersion: "apps/v1", kind: "StatefulSet", name: "sonarr", controller: true };
    plex = await scene.startMonitored("plex-5d8f-1");
    sonarr = await scene.startMonitored("sonarr-0", { owner });
    await scene.createPod("late-0", { namespace: "films" });
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
  const json = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await scene.plugin(["status", "-o", "json", ...args]);
    assert.equal(stderr, "");
    return { code, report: JSON.parse(stdout) as StatusReport };
  };
  const wordsOf = (stdout: string) =>
    stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.replace(/\d+s ago/, "AGE ago").split(/ {3,}/));

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
    const namesOf = async (...args: readonly string[]) => (await json(...args)).report.pods.map(({ name }) => name);
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

  it("tells a gate that waits, and a namespace that is not there", async () => {
    const running = { running: { startedAt: new Date(Date.now() - 300_000).toISOString() } };
    const gate = { name: "mount-monitor-gate", image: "x", imageID: "", ready: false, restartCount: 0, state: running };
    await scene.reportStatus("/api/v1/namespaces/films/pods/late-0", {
      phase: "Pending",
      initContainerStatuses: [gate],
    });
    const { stdout, stderr } = await scene.plugin(["status", "-n", "films", "--no-headers"]);
    assert.match(stdout, /^late-0 {3}GateWaiting {3}\/mnt\/media {3}UNKNOWN {3}- {3}5m\d*s? {3}- {3}1\.2\.3\n$/);
    assert.match(
      stderr,
      /^films\/late-0: the gate holds the app back; what for says kubectl -n films logs late-0 -c mount-monitor-gate\n$/,
    );
    const nowhere = await scene.plugin(["status", "-n", "nowhere"]);
    assert.deepEqual([nowhere.code, nowhere.stdout], [2, ""]);
  });

  it("tells a mount that dies, and ends with 1 where it is asked to", async () => {
    assert.equal((await scene.plugin(["status", "--exit-code"])).code, 0);
    rmSync(path.join(sonarr.mount, ".health-check"));
    await sonarr.monitor.waitForStatus("unhealthy", ({ mounts }) => mounts[0]?.status === "UNHEALTHY");
    const { code, stdout, stderr } = await scene.plugin(["status", "--exit-code"]);
    assert.equal(code, 1);
    assert.match(stdout, /^sonarr-0 +NotReady +\S+ +UNHEALTHY +missing +\d+s /m);
    assert.match(stderr, /^media\/sonarr-0 \S+: the canary \.health-check is gone/);
    assert.equal((await scene.plugin(["status"])).code, 0);
    const { report } = await json();
    assert.deepEqual(report.summary, { pods: 2, healthy: 1, paused: 0 });
    const mount = report.pods[1]?.mounts[0];
    assert.deepEqual([mount?.fault, mount?.name, mount?.source], ["missing", "media", "monitor"]);
    const wide = await scene.plugin(["status", "-o", "wide", "sonarr-0"]);
    assert.match(wide.stdout, /statefulset\/sonarr {3}delete {3}node-1 {3}the canary/);
    const yaml = await scene.plugin(["status", "-o", "yaml", "sonarr-0"]);
    assert.match(yaml.stdout, /^ {8}fault: missing$/m);
  });

  it("follows: what is news, a line each, until Ctrl-C", async () => {
    const running = scene.laptop.start(scene.plane, ["mount-monitor", "status", "-w"]);
    await until(
      "a first look",
      LIMIT_MS,
      () => running.stdout().includes("UNHEALTHY"),
      () => running.stderr(),
    );
    writeFileSync(path.join(sonarr.mount, ".health-check"), "");
    const lines = () => running.stdout().trimEnd().split("\n");
    await until(
      "news",
      LIMIT_MS,
      () => lines().length === 4,
      () => running.stdout(),
    );
    assert.match(lines()[3] ?? "", /^sonarr-0 +Running +\S+ +HEALTHY /);
    const said = running.stderr();
    running.interrupt();
    assert.equal(await running.ended, "SIGINT");
    assert.deepEqual([running.stderr(), lines().length], [said, 4]);
  });

  it("says what the monitor cannot say, when it is not heard", async () => {
    await plex.monitor.end();
    const { code, stdout, stderr } = await scene.plugin(["status", "plex-5d8f-1"]);
    assert.equal(code, 0);
    assert.match(stdout, /^plex-5d8f-1 +NotReachable +\S+ +HEALTHY +- /m);
    assert.match(
      stderr,
      /^media\/plex-5d8f-1: the monitor does not answer: error trying to reach service: .*connection refused\n$/,
    );
    const { metadata } = await scene.admin.expect(plex.path);
    await scene.reportStatus(plex.path, monitorReady(false));
    await scene.writeEvent("unhealthy", {
      reason: "MountUnhealthy",
      message: `${plex.mount}: dead for 50s, 3 failed checks: ENOTCONN`,
      involvedObject: { kind: "Pod", namespace: "media", name: "plex-5d8f-1", uid: metadata.uid },
    });
    const { report } = await json("plex-5d8f-1");
    const [pod] = report.pods;
    assert.deepEqual([pod?.state, pod?.healthy, pod?.monitor.reached], ["NotReachable", false, false]);
    assert.deepEqual(
      [pod?.mounts[0]?.status, pod?.mounts[0]?.fault, pod?.mounts[0]?.source],
      ["UNHEALTHY", "dead", "events"],
    );
  });

  it("shows what it may, and says in a sentence what right is missing", async () => {
    await bind(scene, "viewer", VIEWER);
    await bind(scene, "poor", [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list"] }]);
    const may = await scene.plugin(["status", "-A"], "viewer");
    const ofWorkload = await scene.plugin(["status", "deployment/plex"], "viewer");
    assert.deepEqual([ofWorkload.code, ofWorkload.stdout.includes("plex-5d8f-1")], [0, true]);
    assert.equal(may.code, 0);
    assert.doesNotMatch(may.stderr, /not asked|not shown/);
    assert.match(may.stdout, /^media +sonarr-0 +Running .*ago \(hung\) /m);
    const poor = await scene.plugin(["status", "sonarr-0"], "poor");
    assert.equal(poor.code, 0);
    assert.match(poor.stdout, /^sonarr-0 +Running +\S+ +HEALTHY +- +- +- +1\.2\.3$/m);
    const [pods, events, ...more] = poor.stderr.trimEnd().split("\n");
    assert.equal(
      pods,
      'the monitors were not asked: you may not "get" the resource "pods/proxy" in namespace media; what is shown is what the kubelet and events tell',
    );
    assert.match(
      events ?? "",
      /^why pods were restarted is not shown: events is forbidden: User "poor" cannot list resource "events"/,
    );
    assert.deepEqual(more, []);
    const nobody = await scene.plugin(["status"], "nobody");
    assert.deepEqual([nobody.code, nobody.stdout], [1, ""]);
    assert.match(
      nobody.stderr,
      /^kubectl mount-monitor: failed to list pods: pods is forbidden: User "nobody" cannot list resource "pods"/,
    );
  });
});

/** The one that docs/status.md shows, as it stands there. */
const VIEWER = clusterRoleIn("docs/status.md");

function clusterRoleIn(page: string): readonly object[] {
  const text = readFileSync(path.join(import.meta.dirname, "../..", page), "utf8");
  const [, block = ""] = /```yaml\n([\s\S]*?)```/.exec(text) ?? [];
  const role = parse(block) as { readonly kind: string; readonly rules: readonly object[] };
  assert.equal(role.kind, "ClusterRole");
  return role.rules;
}

async function bind({ admin }: StatusScene, user: string, rules: readonly object[]): Promise<void> {
  const apiGroup = "rbac.authorization.k8s.io";
  const metadata = { name: `status-${user}` };
  await admin.expect(`${RBAC}/clusterroles`, { method: "POST", body: { metadata, rules } });
  const roleRef = { apiGroup, kind: "ClusterRole", name: metadata.name };
  const subjects = [{ apiGroup, kind: "User", name: user }];
  await admin.expect(`${RBAC}/clusterrolebindings`, { method: "POST", body: { metadata, roleRef, subjects } });
  const question = { spec: { user, resourceAttributes: { verb: "list", resource: "pods", namespace: "media" } } };
  await until("a right that counts", LIMIT_MS, async () => {
    const path = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
    return (await admin.expect(path, { method: "POST", body: question })).status.allowed === true;
  });
}

function deploymentSpec(): object {
  const labels = { app: "plex" };
  return { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: plainPod("").spec } };
}

function plainPod(name: string) {
  return { metadata: { name }, spec: { containers: [{ name: "app", image: "app" }] } };
}
