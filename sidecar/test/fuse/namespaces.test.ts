import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Child } from "./support/child.ts";
import { healthy } from "./support/detect.ts";
import { type MonitorRun, startMonitor, startProgram } from "./support/monitor-run.ts";
import { deviceAt } from "./support/mounted.ts";
import { missingPrerequisite } from "./support/prerequisites.ts";
import type { MountSettings } from "./support/rclone.ts";
import { run, unmountLazily } from "./support/release.ts";
import { monitorConfig, openScene, type Scene } from "./support/scene.ts";
import { until } from "./support/until.ts";

/** Whether what the host mounts later arrives in a container (HostToContainer) or not (None). */
type Propagation = "private" | "slave";

/** Each container of a pod has its own mount namespace, and what the app sees counts, not what the monitor sees. */
describe("gate, app and monitor in mount namespaces of their own", { skip: missingPrerequisite() ?? false }, () => {
  it("reports dead when the host has remounted and the app still holds the old mount", async (t) => {
    const scene = await openScene(t);
    await scene.serve();
    const daemon = await scene.mount();
    const app = await startApp(scene, "private");
    await healthy(await restartedMonitor(scene, "private"));
    const [old, now] = await remount(scene, daemon);
    assert.equal(deviceAt(scene.mountPoint, app.pid), old, "the app holds the old mount");
    const monitor = await restartedMonitor(scene, "private");
    const mount = await monitor.untilMount("dead", ({ status }) => status === "UNHEALTHY");
    assert.equal(mount.fault, "dead");
    assert.match(mount.lastError, /replaced under the app/);
    assert.equal(mount.mounted?.device, now);
  });

  it("is healthy when the host has remounted and the app's mount follows", async (t) => {
    const scene = await openScene(t);
    scene.guard.holdMountPoint(scene.folder);
    assert.ok(await run("mount", ["--bind", scene.folder, scene.folder]));
    assert.ok(await run("mount", ["--make-shared", scene.folder]));
    await scene.serve();
    const daemon = await scene.mount();
    const app = await startApp(scene, "slave");
    // Another source, since the kernel gives out the same device again once nobody holds it.
    const [, now] = await remount(scene, daemon, { source: "again:" });
    assert.equal(deviceAt(scene.mountPoint, app.pid), now, "the app has the new mount");
    const { mounted } = await healthy(await restartedMonitor(scene, "slave"));
    assert.equal(mounted?.source, "again:");
  });

  it("reports dead in a namespace of its own, when the mount goes away everywhere", async (t) => {
    const scene = await openScene(t);
    scene.guard.holdMountPoint(scene.folder);
    assert.ok(await run("mount", ["--bind", scene.folder, scene.folder]));
    assert.ok(await run("mount", ["--make-shared", scene.folder]));
    await scene.serve();
    await scene.mount();
    await startApp(scene, "slave");
    assert.ok(await unmountLazily(scene.mountPoint));
    const monitor = await restartedMonitor(scene, "slave");
    const mount = await monitor.untilMount("dead", ({ status }) => status === "UNHEALTHY");
    assert.equal(mount.fault, "dead");
    assert.match(mount.lastError, /the mount is gone/);
  });
});

/** The gate, and then the app in its place, which keeps the namespace and so the mount. */
async function startApp(scene: Scene, propagation: Propagation): Promise<Child> {
  const app = startProgram(scene.guard, "gate", config(scene), {
    within: [...namespace(propagation), "/bin/sh", "-c", '"$@" && echo passed && exec sleep 300', "sh"],
  });
  const passed = () => {
    if (app.outcome()) throw new Error(`the gate did not pass: ${app.output()}`);
    return app.output().includes("passed\n") ? true : undefined;
  };
  await until("gate", passed, app.output);
  return app;
}

const restartedMonitor = (scene: Scene, propagation: Propagation): Promise<MonitorRun> =>
  startMonitor(scene.guard, config(scene), { within: namespace(propagation) });

const namespace = (propagation: Propagation): string[] => ["unshare", "--mount", "--propagation", propagation];

const config = ({ mountPoint, stateDir }: Scene) => monitorConfig(mountPoint, { stateDir });

/** As an operator does it once the daemon has crashed. */
async function remount(
  scene: Scene,
  daemon: Child,
  settings?: MountSettings,
): Promise<[old: string | undefined, now: string | undefined]> {
  const old = deviceAt(scene.mountPoint);
  daemon.signal("SIGKILL");
  await daemon.exited;
  assert.ok(await unmountLazily(scene.mountPoint));
  await scene.mount(settings);
  return [old, deviceAt(scene.mountPoint)];
}
