/** `explain` of objects as they are in a cluster, with what stands beside them there. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { missingControlPlane } from "./support/assets.ts";
import { missingKubectl } from "./support/kubectl.ts";
import { openStatusScene, type StatusScene } from "./support/status-scene.ts";

const skip = missingControlPlane() ?? missingKubectl() ?? false;

describe("kubectl mount-monitor explain, of objects of the cluster,", { skip }, () => {
  let scene: StatusScene;
  before(async () => {
    scene = await openStatusScene([{ name: "nobody" }]);
    const labels = { app: "plex" };
    const container = { name: "app", image: "app", volumeMounts: [{ name: "m", mountPath: "/mnt/media" }] };
    const spec = { containers: [container], volumes: [{ name: "m", emptyDir: {} }] };
    const deployment = (name: string, paths: string) => ({
      metadata: { name, annotations: { "mount-monitor.io/paths": paths } },
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
    });
    const place = "/apis/apps/v1/namespaces/media/deployments";
    for (const [name, paths] of [
      ["plex", "/mnt/media"],
      ["wrong", "/nowhere"],
    ] as const)
      await scene.admin.expect(place, { method: "POST", body: deployment(name, paths) });
    const annotations = { "mount-monitor.io/mode": "observe" };
    await scene.admin.expect("/api/v1/namespaces/media", { method: "PATCH", body: { metadata: { annotations } } });
    await scene.admin.expect("/api/v1/nodes", { method: "POST", body: { metadata: { name: "old" } } });
    const status = { nodeInfo: { kubeletVersion: "v1.27.3" } };
    await scene.admin.expect("/api/v1/nodes/old/status", { method: "PATCH", body: { status } });
    await scene.createPod("plex-1");
  });
  after(() => scene?.close());

  it("says what would be done, by annotations of the Namespace and versions of the nodes", async () => {
    const { code, stdout, stderr } = await scene.plugin(["explain", "deployment/plex"]);
    assert.equal(code, 0);
    assert.match(stdout, /^Deployment media\/plex {2}the cluster\n {2}inject \(injected\): /);
    assert.match(stdout, /^ {4}mode +observe +\(from namespace\)$/m);
    assert.match(stdout, /monitor {2}mount-monitor, container, port \d+: not every kubelet is new enough/);
    assert.equal(
      stderr,
      "Decided with the defaults of the webhook; name the configuration that it has in the cluster by --config.\n",
    );
  });

  it("ends with 1 where the webhook would refuse, or where there is nothing", async () => {
    const refused = await scene.plugin(["explain", "deploy/wrong", "-o", "json"]);
    assert.equal(refused.code, 1);
    const [entry] = JSON.parse(refused.stdout) as ReadonlyArray<{ readonly reason: string; readonly source: string }>;
    assert.deepEqual([entry?.reason, entry?.source], ["path-not-mounted", "the cluster"]);
    const missing = await scene.plugin(["explain", "deploy/none"]);
    assert.deepEqual([missing.code, missing.stdout], [1, ""]);
    assert.match(missing.stderr, /^kubectl mount-monitor: there is no deployment\/none in namespace media$/m);
  });

  it("knows a pod that was injected already", async () => {
    const { code, stdout } = await scene.plugin(["explain", "pod/plex-1"]);
    assert.equal(code, 0);
    assert.match(stdout, /^Pod media\/plex-1 {2}the cluster\n {2}skip \(already-injected\): /);
  });

  it("does not take files and objects together, nor flags of the one for the other", async () => {
    const wrong: ReadonlyArray<readonly [args: readonly string[], error: string]> = [
      [
        ["deploy/plex", "-f", "app.yaml"],
        '"app.yaml" is a file, and "deploy/plex" an object of the cluster; explain one after the other',
      ],
      [
        ["deploy/plex", "--kubernetes-version", "1.36"],
        "--kubernetes-version is for files; the cluster itself says what it is",
      ],
      [["-f", "app.yaml", "--context", "x"], "--context is for objects of a cluster, which are named as KIND/NAME"],
    ];
    for (const [args, error] of wrong) {
      const { code, stderr } = await scene.plugin(["explain", ...args]);
      assert.deepEqual([code, stderr], [2, `kubectl mount-monitor: ${error}\n`]);
    }
  });

  it("says what it could not read", async () => {
    const { code, stderr } = await scene.plugin(["explain", "deploy/plex"], "nobody");
    assert.equal(code, 1);
    assert.match(stderr, /^Nodes are not known: nodes is forbidden: User "nobody"/m);
    assert.match(
      stderr,
      /^kubectl mount-monitor: failed to read deployment\/plex: deployments\.apps "plex" is forbidden/m,
    );
  });
});
