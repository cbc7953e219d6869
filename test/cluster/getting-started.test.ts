import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { StatusDocument } from "@mount-monitor/contract";
import { annotationKey, STATUS_ANNOTATION } from "@mount-monitor/contract";
import { deployment, hostPath } from "./support/app.ts";
import { POD_LIMIT_MS } from "./support/limits.ts";
import { openNodeMount } from "./support/node-mount.ts";
import { containerOf, GATE, isReady, MONITOR } from "./support/objects.ts";
import { forwardPort } from "./support/port-forward.ts";
import { openScene } from "./support/scene.ts";
import { missingCluster } from "./support/settings.ts";

const OF_A_BUSY_NODE = /^(?:Unhealthy|ProbeError|FailedMount|FailedScheduling)$/;

describe("a workload that runs", { skip: missingCluster() ?? false }, () => {
  it("is monitored after kubectl annotate, and nothing is to be complained about", async (t) => {
    const scene = await openScene(t);
    const media = await openNodeMount(t);
    await media.serve();
    await media.mount();
    await scene.create(deployment({ mounts: [{ path: "/mnt/media", volume: hostPath(media.mountPoint) }] }));
    const bare = await scene.untilPod("the app alone", POD_LIMIT_MS, isReady);
    assert.equal(containerOf(bare, MONITOR), undefined);

    const said = await scene.kubectl(["annotate", "deployment", "app", `${annotationKey("paths")}=/mnt/media`]);
    assert.match(said, /deployment.apps\/app annotated/);
    await scene.kubectl(["rollout", "status", "deployment/app", `--timeout=${POD_LIMIT_MS / 1_000}s`]);
    const pod = await scene.untilPod(
      "the monitored app",
      POD_LIMIT_MS,
      (one) => isReady(one) && one.metadata.uid !== bare.metadata.uid,
    );
    assert.equal(containerOf(pod, GATE)?.state?.terminated?.exitCode, 0);
    assert.match(pod.metadata.annotations?.[STATUS_ANNOTATION] ?? "", /"decision":"inject"/);

    const port = pod.spec.initContainers?.find(({ name }) => name === MONITOR)?.ports?.[0]?.containerPort ?? 0;
    const url = await forwardPort(t, scene.name, pod.metadata.name, port);
    const status = (await (await fetch(`${url}/healthz/status`)).json()) as StatusDocument;
    assert.deepEqual(
      status.mounts.map(({ path, status, mounted }) => [path, status, mounted?.type]),
      [["/mnt/media", "HEALTHY", "fuse.rclone"]],
    );
    assert.equal(status.restart.action, "delete");
    // On a busy node the kubelet may ask before anybody listens, and volumes may come late.
    const complaints = scene.events().filter(({ type, reason }) => type !== "Normal" && !OF_A_BUSY_NODE.test(reason));
    assert.deepEqual(
      complaints.map(({ reason, message }) => `${reason}: ${message}`),
      [],
    );
  });
});
