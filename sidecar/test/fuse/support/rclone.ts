import { type Child, startChild } from "./child.ts";
import type { Guard } from "./guard.ts";
import { deviceAt } from "./mounted.ts";
import { until } from "./until.ts";

/** The backend: WebDAV over a folder. With a password, whoever has none gets 401. */
export async function serveWebdav(
  guard: Guard,
  { folder, port, config, password }: { folder: string; port: number; config: string; password?: string | undefined },
): Promise<Child> {
  const credentials = password === undefined ? {} : { user: "media", pass: password };
  const options = flags({
    addr: `127.0.0.1:${port}`,
    config,
    "dir-cache-time": "0s",
    "poll-interval": "0s",
    ...credentials,
  });
  const server = startChild(guard, "rclone", ["serve", "webdav", folder, ...options]);
  const started = () => (server.output().includes("Server started") ? true : gone(server, "rclone serve webdav"));
  await until("WebDAV server", started, server.output);
  return server;
}

export interface MountSettings {
  /** As people run it: everything that was read stays on this machine, the listing for ever. */
  readonly cached?: boolean;
  readonly allowOther?: boolean;
  /** How long the daemon answers listings itself; then only the reading of a file asks the backend. */
  readonly listingFor?: string;
  /** The name that mountinfo shows as the source. */
  readonly source?: string;
}

export async function mountWebdav(
  guard: Guard,
  { mountPoint, port, config, cache }: { mountPoint: string; port: number; config: string; cache: string },
  { cached = false, allowOther = true, listingFor = "0s", source = "media:" }: MountSettings = {},
): Promise<Child> {
  const before = deviceAt(mountPoint);
  guard.holdMountPoint(mountPoint);
  const caching = cached
    ? { "vfs-cache-mode": "full", "dir-cache-time": "1000h", "cache-dir": cache, "buffer-size": "0" }
    : { "vfs-cache-mode": "off", "dir-cache-time": listingFor };
  const options = flags({ config, devname: source, ...caching, "allow-other": String(allowOther) });
  const daemon = startChild(guard, "rclone", ["mount", "media:", mountPoint, ...options], {
    env: {
      ...process.env,
      RCLONE_CONFIG_MEDIA_TYPE: "webdav",
      RCLONE_CONFIG_MEDIA_URL: `http://127.0.0.1:${port}/`,
      RCLONE_CONFIG_MEDIA_VENDOR: "other",
    },
  });
  const mounted = () => {
    const device = deviceAt(mountPoint);
    return device !== undefined && device !== before ? true : gone(daemon, "rclone mount");
  };
  await until("rclone mount", mounted, daemon.output);
  return daemon;
}

/** Undefined while it runs; a process that is gone will never be ready. */
function gone(child: Child, what: string): undefined {
  if (child.outcome()) throw new Error(`${what} ended: ${child.output()}`);
}

function flags(options: Readonly<Record<string, string>>): string[] {
  return Object.entries(options).map(([name, value]) => `--${name}=${value}`);
}
