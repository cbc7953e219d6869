import { chmodSync, mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import type { MonitorConfigInput } from "@mount-monitor/contract";
import type { Child } from "./child.ts";
import { type Guard, startGuard } from "./guard.ts";
import { type MonitorRun, type RunSettings, startMonitor } from "./monitor-run.ts";
import { deviceAt } from "./mounted.ts";
import { type MountSettings, mountWebdav, serveWebdav } from "./rclone.ts";
import { until } from "./until.ts";
import { freePort } from "../../../../tools/free-ports.ts";

/** Short enough for a test, and long enough for a busy machine. */
export const INTERVAL_MS = 200;
export const READ_TIMEOUT_MS = 2_000;

/** One test's folder, backend and mount; all of it is gone when the test ends, however it ends. */
export interface Scene {
  readonly guard: Guard;
  /** Everything of the test is below. */
  readonly folder: string;
  /** What the WebDAV server serves. */
  readonly backend: string;
  readonly mountPoint: string;
  readonly stateDir: string;
  readonly port: number;
  serve(password?: string): Promise<Child>;
  mount(settings?: MountSettings): Promise<Child>;
  /** Monitors the mount point, with short times; returns once it is up. */
  monitor(overrides?: MonitorOverrides, settings?: RunSettings): Promise<MonitorRun>;
}

export type MonitorOverrides = Partial<MonitorConfigInput> & {
  readonly mount?: Partial<MonitorConfigInput["mounts"][number]>;
};

export async function openScene(t: Pick<TestContext, "after">): Promise<Scene> {
  const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-fuse-"));
  // Whoever is not root has to get as far as the mount point.
  chmodSync(folder, 0o755);
  const [backend, mountPoint, stateDir, cache] = ["backend", "media", "state", "cache"].map((name) => {
    const made = path.join(folder, name);
    mkdirSync(made);
    return made;
  }) as [string, string, string, string];
  writeFileSync(path.join(backend, "film.txt"), "some film\n");
  const config = path.join(folder, "rclone.conf");
  writeFileSync(config, "");
  const [guard, port] = await Promise.all([startGuard(), freePort()]);
  t.after(async () => {
    await guard.release();
    await until("unmounting", () => (deviceAt(mountPoint) === undefined ? true : undefined));
    guard.close();
    // Never by way of the mount point: it is the one place where a forgotten mount could be.
    rmdirSync(mountPoint);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  return {
    guard,
    folder,
    backend,
    mountPoint,
    stateDir,
    port,
    serve: (password) => serveWebdav(guard, { folder: backend, port, config, password }),
    mount: (settings) => mountWebdav(guard, { mountPoint, port, config, cache }, settings),
    monitor: ({ mount, ...overrides } = {}, settings) =>
      startMonitor(guard, monitorConfig(mountPoint, overrides, mount), settings),
  };
}

export function monitorConfig(
  mountPoint: string,
  overrides: Partial<MonitorConfigInput> = {},
  mount: MonitorOverrides["mount"] = {},
): MonitorConfigInput {
  return {
    checkInterval: `${INTERVAL_MS}ms`,
    readTimeout: `${READ_TIMEOUT_MS}ms`,
    httpPort: 0,
    ...overrides,
    mounts: [{ path: mountPoint, ...mount }],
  };
}
