import { chmodSync, mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestCase } from "./test-case.ts";
import type { Child } from "../../../sidecar/test/fuse/support/child.ts";
import { startGuard } from "../../../sidecar/test/fuse/support/guard.ts";
import { deviceAt, minorOf } from "../../../sidecar/test/fuse/support/mounted.ts";
import { type MountSettings, mountWebdav, serveWebdav } from "../../../sidecar/test/fuse/support/rclone.ts";
import { freePort } from "../../../tools/free-ports.ts";
import { unmountLazily } from "../../../sidecar/test/fuse/support/release.ts";
import { until } from "../../control-plane/support/until.ts";
import { readSettings } from "./settings.ts";

/** Longer than any test takes; then whatever it holds is freed. */
const GUARD_MS = 900_000;
export const FILM = "film.txt";

/** A mount of rclone on the node, over WebDAV, which pods get by a hostPath. It is gone when the test ends, however it ends. */
export interface NodeMount {
  /** The folder above the mount point. */
  readonly folder: string;
  readonly mountPoint: string;
  /** What the WebDAV server serves. */
  readonly backend: string;
  serve(): Promise<Child>;
  mount(settings?: MountSettings): Promise<Child>;
  unmountLazily(): Promise<void>;
  /** Of its device, by which the kernel knows it. */
  minor(): string;
  /** Writes it to the backend: whoever reads it by way of the mount has a live one. */
  film(text: string): void;
}

export async function openNodeMount(t: TestCase): Promise<NodeMount> {
  const folder = mkdtempSync(path.join(readSettings().mounts, "test-"));
  chmodSync(folder, 0o755);
  const mountPoint = path.join(folder, "media");
  mkdirSync(mountPoint);
  const own = mkdtempSync(path.join(tmpdir(), "mount-monitor-backend-"));
  const [backend, cache, config] = ["backend", "cache", "rclone.conf"].map((name) => path.join(own, name)) as [
    string,
    string,
    string,
  ];
  mkdirSync(backend);
  writeFileSync(config, "");
  const film = (text: string) => writeFileSync(path.join(backend, FILM), `${text}\n`);
  film("first");
  const [guard, port] = await Promise.all([startGuard(GUARD_MS), freePort()]);
  t.after(async () => {
    await guard.release();
    await until("unmounting", 60_000, () => deviceAt(mountPoint) === undefined);
    guard.close();
    // Never by way of the mount point: it is the one place where a forgotten mount could be.
    rmdirSync(mountPoint);
    rmdirSync(folder);
    rmSync(own, { recursive: true, force: true, maxRetries: 5 });
  });
  return {
    folder,
    mountPoint,
    backend,
    film,
    serve: () => serveWebdav(guard, { folder: backend, port, config }),
    mount: (settings) => mountWebdav(guard, { mountPoint, port, config, cache }, settings),
    async unmountLazily() {
      // A daemon whose connection was ended may leave by itself.
      if (!(await unmountLazily(mountPoint)) && deviceAt(mountPoint) !== undefined) {
        throw new Error(`failed to unmount ${mountPoint}`);
      }
    },
    minor: () => minorOf(deviceAt(mountPoint) ?? ""),
  };
}
