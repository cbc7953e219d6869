import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { containerOf, isReady, MONITOR } from "./support/objects.ts";
import { deployment, hostPath, QUICK, WAIT_FOR_END } from "./support/app.ts";
import { openCanaryApp, PATH } from "./support/canary-app.ts";
import { POD_LIMIT_MS, REPLACED_LIMIT_MS } from "./support/limits.ts";
import { followLog } from "./support/monitor-log.ts";
import { monitorPort, untilStatus } from "./support/monitor-status.ts";
import { FILM, openNodeMount } from "./support/node-mount.ts";
import { openPlainFolder } from "./support/plain-folder.ts";
import { openScene } from "./support/scene.ts";
import { missingCluster } from "./support/settings.ts";

const RESTRICTED = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  runAsNonRoot: true,
  seccompProfile: { type: "RuntimeDefault" },
};

describe("where a monitor has to run", { skip: missingCluster() ?? false, concurrency: 3 }, () => {
  it("a namespace that enforces Pod Security restricted", async (t) => {
    const scene = await openScene(t, { labels: { "pod-security.kubernetes.io/enforce": "restricted" } });
    await scene.create(
      deployment({
        // The app makes its canary itself, so nothing may wait for it.
        annotations: { ...QUICK, paths: PATH, gate: "none" },
        mounts: [{ path: PATH, volume: { emptyDir: {} } }],
        script: `echo here > ${PATH}/.health-check; ${WAIT_FOR_END}`,
        container: { securityContext: RESTRICTED },
      }),
    );
    const pod = await scene.untilPod("the app", POD_LIMIT_MS, isReady);
    assert.ok(containerOf(pod, MONITOR));
    const log = followLog(t, pod);
    await untilStatus(pod, "a healthy mount", POD_LIMIT_MS, ({ mounts }) => mounts[0]?.status === "HEALTHY");
    await scene.inApp(pod, "rm", `${PATH}/.health-check`);
    await log.until("pod restart accepted", REPLACED_LIMIT_MS);
    await scene.untilPod(
      "another pod, ready",
      REPLACED_LIMIT_MS,
      (one) => one.metadata.uid !== pod.metadata.uid && isReady(one),
    );
  });

  it("an app that runs as root, on a mount that only root may read", async (t) => {
    const scene = await openScene(t);
    const media = await openNodeMount(t);
    await media.serve();
    await media.mount({ allowOther: false });
    const mounts = [{ path: PATH, volume: hostPath(media.mountPoint) }];
    await scene.create(
      deployment({ annotations: { ...QUICK, paths: PATH }, mounts, pod: { securityContext: { runAsUser: 0 } } }),
    );
    const pod = await scene.untilPod("the app", POD_LIMIT_MS, isReady);
    assert.equal(await scene.inApp(pod, "cat", `${PATH}/${FILM}`), "first\n");
    const status = await untilStatus(
      pod,
      "a healthy mount",
      POD_LIMIT_MS,
      ({ mounts }) => mounts[0]?.status === "HEALTHY",
    );
    assert.equal(status.mounts[0]?.mounted?.type, "fuse.rclone");
  });

  it("a pod without a token of its service account", async (t) => {
    const { scene, plain, pod } = await openCanaryApp(t, {}, { pod: { automountServiceAccountToken: false } });
    await assert.rejects(scene.inApp(pod, "ls", "/var/run/secrets/kubernetes.io/serviceaccount"), /No such file/);
    const log = followLog(t, pod);
    plain.removeCanary();
    await log.until("pod restart accepted", REPLACED_LIMIT_MS);
  });

  it("the network of the host, where two monitors must not take each other's port", async (t) => {
    const scene = await openScene(t);
    const plain = openPlainFolder(t);
    const names = ["one", "two"];
    const mounts = [{ path: PATH, volume: hostPath(plain.folder) }];
    const annotations = { ...QUICK, paths: PATH };
    for (const name of names) await scene.create(deployment({ name, annotations, mounts, pod: { hostNetwork: true } }));
    const pods = await Promise.all(
      names.map((name) =>
        scene.untilPod(`a ready ${name}`, POD_LIMIT_MS, (pod) => pod.metadata.labels?.["app"] === name && isReady(pod)),
      ),
    );
    const ports = pods.map(monitorPort);
    assert.equal(new Set(ports).size, 2, `ports are ${ports.join()}`);
  });
});
