/** The examples whose mounts are the node's, on a real node: with other images and folders, and else as they are. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { EVENT_REASONS } from "@mount-monitor/contract";
import { INJECTED } from "../../tools/examples/examples.ts";
import { until } from "../control-plane/support/until.ts";
import { placeExample } from "./support/example.ts";
import { kubectl } from "./support/kubectl.ts";
import { POD_LIMIT_MS } from "./support/limits.ts";
import { untilStatus } from "./support/monitor-status.ts";
import { openNodeMount } from "./support/node-mount.ts";
import { containerOf, GATE, isReady } from "./support/objects.ts";
import { openPlainFolder } from "./support/plain-folder.ts";
import { openScene } from "./support/scene.ts";
import { missingCluster } from "./support/settings.ts";

interface RunExample {
  readonly file: string;
  /** What is on a mount of rclone here. */
  readonly remote: string;
  /** What is a folder with a canary here. */
  readonly local: readonly string[];
  readonly pods: number;
}

const RUN: readonly RunExample[] = [
  { file: "plex-rclone.yaml", remote: "/mnt/media", local: ["/srv/plex"], pods: 1 },
  {
    file: "sonarr-three-mounts.yaml",
    remote: "/mnt/tv",
    local: ["/mnt/downloads", "/mnt/archive", "/srv/sonarr"],
    pods: 1,
  },
  { file: "nfs-claim.yaml", remote: "/export/downloads", local: [], pods: 2 },
];

describe("examples", { skip: missingCluster() ?? false }, () => {
  for (const { file, remote, local, pods } of RUN) {
    it(`${file} runs, and its mounts are watched`, async (t) => {
      const scene = await openScene(t);
      const media = await openNodeMount(t);
      await media.serve();
      await media.mount();
      const folders = {
        [remote]: media.mountPoint,
        ...Object.fromEntries(local.map((path) => [path, openPlainFolder(t).folder])),
      };
      const { list, deployment, volumes } = placeExample(file, { namespace: scene.name, folders });
      // It goes with its claim, and that with the namespace.
      t.after(() =>
        volumes.length === 0
          ? undefined
          : kubectl(["delete", "persistentvolume", ...volumes, "--ignore-not-found", "--wait=false"]),
      );
      await scene.kubectl(["apply", "-f", "-"], { input: JSON.stringify(list) });
      await scene.kubectl(["rollout", "status", `deployment/${deployment}`, `--timeout=${POD_LIMIT_MS / 1_000}s`]);

      const running = await until("the app", POD_LIMIT_MS, () => {
        const ready = scene.pods().filter(isReady);
        return ready.length >= pods && ready;
      });
      assert.equal(running.length, pods);
      const { mounts = [] } = INJECTED.find((example) => example.file === file) ?? {};
      for (const pod of running) {
        assert.equal(containerOf(pod, GATE)?.state?.terminated?.exitCode, 0);
        const status = await untilStatus(pod, "healthy mounts", POD_LIMIT_MS, (one) =>
          one.mounts.every((mount) => mount.status === "HEALTHY"),
        );
        assert.deepEqual(
          status.mounts.map(({ path }) => path),
          mounts.map((mount) => (mount as { readonly path: string }).path),
        );
        const types = status.mounts.map(({ mounted }) => mounted?.type);
        assert.deepEqual(
          types.filter((type) => type === "fuse.rclone"),
          ["fuse.rclone"],
        );
        assert.equal(status.restart.action, "delete");
      }
      const reasons: readonly string[] = EVENT_REASONS;
      const ours = scene.events().filter(({ reason }) => reasons.includes(reason));
      assert.deepEqual(
        ours.map(({ reason, message }) => `${reason}: ${message}`),
        [],
      );
    });
  }
});
