import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Fault } from "@mount-monitor/contract";
import type { Child } from "../../sidecar/test/fuse/support/child.ts";
import { psAnswers } from "../../sidecar/test/fuse/support/ps.ts";
import { deployment, hostPath, QUICK, type VolumeMount } from "./support/app.ts";
import { POD_LIMIT_MS, REPLACED_LIMIT_MS } from "./support/limits.ts";
import { followLog, timeOf } from "./support/monitor-log.ts";
import { FILM, type NodeMount, openNodeMount } from "./support/node-mount.ts";
import { isReady } from "./support/objects.ts";
import { openScene } from "./support/scene.ts";
import { missingCluster } from "./support/settings.ts";

interface Media extends NodeMount {
  readonly server: Child;
  readonly daemon: Child;
}

interface Failure {
  readonly what: string;
  readonly faults: readonly Fault[];
  breakIt(media: Media): Promise<void>;
  /** What whoever looks after the node does then, once the pod was told to go. */
  mendIt(media: Media): Promise<void>;
}

const FAILURES: readonly Failure[] = [
  {
    what: "the rclone process is killed",
    faults: ["dead"],
    async breakIt({ daemon }) {
      daemon.signal("SIGKILL");
      await daemon.exited;
    },
    async mendIt(media) {
      await media.unmountLazily();
      await media.mount();
    },
  },
  {
    what: "the rclone process is frozen",
    faults: ["hung"],
    async breakIt({ daemon }) {
      daemon.signal("SIGSTOP");
    },
    async mendIt({ daemon }) {
      daemon.signal("SIGCONT");
    },
  },
  {
    what: "the WebDAV server is stopped",
    faults: ["hung", "backend"],
    async breakIt({ server }) {
      server.signal("SIGTERM");
      await server.exited;
    },
    async mendIt(media) {
      await media.serve();
    },
  },
  {
    what: "it is unmounted lazily and mounted again on the node, while the app holds the old mount",
    faults: ["dead"],
    async breakIt(media) {
      await media.unmountLazily();
      media.daemon.signal("SIGKILL");
      await media.daemon.exited;
      await media.mount();
    },
    async mendIt() {},
  },
];

const PROPAGATIONS: readonly [what: string, mountOf: (media: NodeMount) => VolumeMount][] = [
  ["without mount propagation", ({ mountPoint }) => ({ path: "/mnt/media", volume: hostPath(mountPoint) })],
  [
    "with HostToContainer",
    ({ mountPoint }) => ({ path: "/mnt/media", volume: hostPath(mountPoint), propagation: "HostToContainer" }),
  ],
];

describe("a mount of rclone on the node", { skip: missingCluster() ?? false, concurrency: 3 }, () => {
  for (const { what, faults, breakIt, mendIt } of FAILURES) {
    for (const [propagation, mountOf] of PROPAGATIONS) {
      it(`${what}, ${propagation}: the pod is replaced, and the app has a live mount`, async (t) => {
        const scene = await openScene(t);
        const mount = await openNodeMount(t);
        const server = await mount.serve();
        const daemon = await mount.mount();
        const annotations = { ...QUICK, paths: "/mnt/media" };
        await scene.create(deployment({ annotations, mounts: [mountOf(mount)] }));
        const first = await scene.untilPod("the app", POD_LIMIT_MS, isReady);
        const log = followLog(t, first);
        await log.until("mount healthy", POD_LIMIT_MS);

        const brokenMs = Date.now();
        await breakIt({ ...mount, server, daemon });
        const degraded = await log.until("mount degraded", POD_LIMIT_MS);
        const accepted = await log.until("pod restart accepted", REPLACED_LIMIT_MS);
        await scene.untilPod(
          "a pod in its place",
          REPLACED_LIMIT_MS,
          ({ metadata }) => metadata.uid !== first.metadata.uid,
        );
        await psAnswers();
        await mendIt({ ...mount, server, daemon });
        const mendedMs = Date.now();
        const next = await scene.untilPod("a ready app", REPLACED_LIMIT_MS, isReady);
        t.diagnostic(
          `${what}, ${propagation}: seen as ${degraded.fault} after ${timeOf(degraded) - brokenMs} ms, ` +
            `DELETE ${timeOf(accepted) - timeOf(degraded)} ms later, ready ${Date.now() - mendedMs} ms after it was mended`,
        );
        assert.notEqual(next.metadata.uid, first.metadata.uid);
        mount.film("second");
        assert.equal(await scene.inApp(next, "cat", `/mnt/media/${FILM}`), "second\n");
        for (const wanted of ["MountUnhealthy", "WatchdogRestart"]) {
          const { message, involvedObject } = await scene.untilEvent(
            wanted,
            POD_LIMIT_MS,
            ({ reason }) => reason === wanted,
          );
          const fault = /\/mnt\/media: (\w+) for/.exec(message)?.[1];
          assert.ok(faults.includes(fault as Fault), `${wanted} says ${message}`);
          assert.equal(involvedObject.uid, first.metadata.uid);
        }
        await scene.untilNoOther(next);
      });
    }
  }
});
