import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { annotationKey } from "@mount-monitor/contract";
import { until } from "../control-plane/support/until.ts";
import { callServer, find } from "./support/api.ts";
import { deployment, hostPath, QUICK } from "./support/app.ts";
import { openCanaryApp, PATH } from "./support/canary-app.ts";
import { POD_LIMIT_MS, REPLACED_LIMIT_MS } from "./support/limits.ts";
import { openNodeMount } from "./support/node-mount.ts";
import { containerOf, isReady, MONITOR } from "./support/objects.ts";
import { openPlainFolder } from "./support/plain-folder.ts";
import { type Scene } from "./support/scene.ts";
import { missingCluster } from "./support/settings.ts";

const RBAC = "rbac.authorization.k8s.io/v1";
const GRANT = "mount-monitor:default";

describe("what is taken away", { skip: missingCluster() ?? false, concurrency: true }, () => {
  it("the annotation: pods without a monitor, and no grant", async (t) => {
    const { scene, pod } = await openCanaryApp(t);
    await until("a grant", POD_LIMIT_MS, async () => (await grantsOf(scene)).length === 2);
    await scene.kubectl(["annotate", "deployment", "app", `${annotationKey("paths")}-`]);
    const next = await scene.untilPod("a pod without a monitor", REPLACED_LIMIT_MS, (one) => {
      return one.metadata.uid !== pod.metadata.uid && isReady(one);
    });
    assert.equal(containerOf(next, MONITOR), undefined);
    await until("no grant", REPLACED_LIMIT_MS, async () => (await grantsOf(scene)).length === 0);
  });

  it("the namespace, while one mount is frozen and one gate waits", async (t) => {
    const { scene } = await openCanaryApp(t);
    const media = await openNodeMount(t);
    await media.serve();
    const daemon = await media.mount();
    const gone = openPlainFolder(t);
    gone.removeCanary();
    const annotations = { ...QUICK, paths: PATH };
    await scene.createAll(
      deployment({ name: "frozen", annotations, mounts: [{ path: PATH, volume: hostPath(media.mountPoint) }] }),
      deployment({ name: "waiting", annotations, mounts: [{ path: PATH, volume: hostPath(gone.folder) }] }),
    );
    await scene.untilPod(
      "an app on the mount",
      POD_LIMIT_MS,
      (pod) => pod.metadata.labels?.["app"] === "frozen" && isReady(pod),
    );
    daemon.signal("SIGSTOP");
    const startedMs = Date.now();
    await callServer("DELETE", `/api/v1/namespaces/${scene.name}`);
    await until(
      "the namespace to be gone",
      REPLACED_LIMIT_MS,
      async () => (await find(`/api/v1/namespaces/${scene.name}`)) === undefined,
    );
    t.diagnostic(`namespace with 3 monitored pods: gone after ${Date.now() - startedMs} ms`);
    daemon.signal("SIGCONT");
  });
});

/** Names of the Role and the RoleBinding that the webhook keeps. */
async function grantsOf(scene: Scene): Promise<readonly string[]> {
  const found = await Promise.all(
    ["Role", "RoleBinding"].map(async (kind) => (await find(scene.path({ apiVersion: RBAC, kind }, GRANT))) && kind),
  );
  return found.filter((kind) => kind !== undefined);
}
