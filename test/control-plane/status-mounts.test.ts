/** What `status` of the plugin says of mounts and of pods that do not run as they should, on a real API server. */
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import {
  missingStatusScene,
  monitorReady,
  openStatusScene,
  startUsualPods,
  type StatusScene,
} from "./support/status-scene.ts";

describe("kubectl mount-monitor status, of mounts", { skip: missingStatusScene() }, () => {
  let scene: StatusScene;
  let plex: Awaited<ReturnType<StatusScene["startMonitored"]>>;
  let sonarr: Awaited<ReturnType<StatusScene["startMonitored"]>>;
  before(async () => {
    scene = await openStatusScene();
    ({ plex, sonarr } = await startUsualPods(scene));
  });
  after(() => scene?.close());

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
    const report = await scene.report();
    assert.deepEqual(report.summary, { pods: 2, healthy: 1, paused: 0 });
    const mount = report.pods[1]?.mounts[0];
    assert.deepEqual([mount?.fault, mount?.name, mount?.source], ["missing", "media", "monitor"]);
    const wide = await scene.plugin(["status", "-o", "wide", "sonarr-0"]);
    assert.match(wide.stdout, /statefulset\/sonarr {3}delete {3}node-1 {3}the canary/);
    const yaml = await scene.plugin(["status", "-o", "yaml", "sonarr-0"]);
    assert.match(yaml.stdout, /^ {8}fault: missing$/m);
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
    const report = await scene.report("plex-5d8f-1");
    const [pod] = report.pods;
    assert.deepEqual([pod?.state, pod?.healthy, pod?.monitor.reached], ["NotReachable", false, false]);
    assert.deepEqual(
      [pod?.mounts[0]?.status, pod?.mounts[0]?.fault, pod?.mounts[0]?.source],
      ["UNHEALTHY", "dead", "events"],
    );
  });
});
