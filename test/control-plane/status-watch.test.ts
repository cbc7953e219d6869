/** `status --watch` of the plugin, on a real API server. */
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { missingStatusScene, openStatusScene, type StatusScene } from "./support/status-scene.ts";
import { until } from "./support/until.ts";

const LIMIT_MS = 120_000;

describe("kubectl mount-monitor status, watched", { skip: missingStatusScene() }, () => {
  let scene: StatusScene;
  let plex: Awaited<ReturnType<StatusScene["startMonitored"]>>;
  let sonarr: Awaited<ReturnType<StatusScene["startMonitored"]>>;
  before(async () => {
    scene = await openStatusScene([{ name: "poor" }]);
    plex = await scene.startMonitored("plex-5d8f-1");
    sonarr = await scene.startMonitored("sonarr-0");
    rmSync(path.join(sonarr.mount, ".health-check"));
    await sonarr.monitor.waitForStatus("unhealthy", ({ mounts }) => mounts[0]?.status === "UNHEALTHY");
  });
  after(() => scene?.close());

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
      () => lines().some((line) => /^sonarr-0 +Running +\S+ +HEALTHY /.test(line)),
      () => running.stdout(),
    );
    const said = [running.stderr(), lines().length];
    running.interrupt();
    assert.equal(await running.ended, "SIGINT");
    assert.deepEqual([running.stderr(), lines().length], said);
  });

  it("says what cannot be read, also in a wide table, and which pod is gone", async () => {
    await scene.grant("poor", [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list"] }]);
    const running = scene.laptop.start(scene.plane, ["mount-monitor", "status", "-w", "-o", "wide"], "poor");
    const lines = () => running.stdout().trimEnd().split("\n");
    await until(
      "a first look",
      LIMIT_MS,
      () => lines().length === 3 && running.stderr().trimEnd().split("\n").length === 2,
      () => running.stderr(),
    );
    assert.match(
      running.stderr(),
      /^the monitors were not asked: .*\nwhy pods were restarted is not shown: events is forbidden: .*\n$/,
    );
    // For good: there is no kubelet to wait for.
    await scene.admin.expect(plex.path, { method: "DELETE", body: { gracePeriodSeconds: 0 } });
    await until(
      "news",
      LIMIT_MS,
      () => lines().some((line) => /^plex-5d8f-1 {3}Gone {3}\S+( {3}-){9}$/.test(line)),
      () => running.stdout(),
    );
    running.interrupt();
    assert.equal(await running.ended, "SIGINT");
  });
});
