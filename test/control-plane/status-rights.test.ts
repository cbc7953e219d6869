/** What `status` of the plugin shows to people who may not read all, on a real API server. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { parse } from "yaml";
import { missingStatusScene, openStatusScene, type StatusScene } from "./support/status-scene.ts";

describe("kubectl mount-monitor status, by those who may not read all", { skip: missingStatusScene() }, () => {
  let scene: StatusScene;
  before(async () => {
    scene = await openStatusScene([{ name: "viewer" }, { name: "poor" }, { name: "nobody" }]);
    const owner = { apiVersion: "apps/v1", kind: "StatefulSet", name: "sonarr", controller: true };
    await scene.startMonitored("plex-5d8f-1");
    await scene.startMonitored("sonarr-0", { owner });
    const labels = { app: "plex" };
    const template = { metadata: { labels }, spec: { containers: [{ name: "app", image: "app" }] } };
    const deployment = { metadata: { name: "plex" }, spec: { selector: { matchLabels: labels }, template } };
    await scene.admin.expect("/apis/apps/v1/namespaces/media/deployments", { method: "POST", body: deployment });
    const metadata = { namespace: "media", annotations: { "mount-monitor.io/workload": "StatefulSet/sonarr" } };
    await scene.writeEvent("restart", {
      metadata,
      reason: "WatchdogRestart",
      message: "restarting the pod (delete): /mnt/media: hung for 1m30s, 3 failed checks: no answer within 5s",
      involvedObject: { kind: "Pod", namespace: "media", name: "sonarr-0", uid: "gone" },
    });
  });
  after(() => scene?.close());

  it("shows what it may, and says in a sentence what right is missing", async () => {
    await scene.grant("viewer", VIEWER);
    await scene.grant("poor", [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list"] }]);
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
