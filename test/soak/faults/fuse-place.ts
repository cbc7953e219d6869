import { mkdirSync, rmdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Child } from "../../../sidecar/test/fuse/support/child.ts";
import { type Guard, startGuard } from "../../../sidecar/test/fuse/support/guard.ts";
import { deviceAt } from "../../../sidecar/test/fuse/support/mounted.ts";
import { mountWebdav, serveWebdav } from "../../../sidecar/test/fuse/support/rclone.ts";
import { freePort } from "../../../tools/free-ports.ts";
import { unmountLazily } from "../../../sidecar/test/fuse/support/release.ts";
import { CANARY, change, type End, type Place, type TellMood } from "./place.ts";

/** rclone asks its server again only after a while, once that was away. */
const RECOVERS_MS = 5_000;

/**
 * A real rclone mount of a WebDAV server; needs root, rclone and fuse3. A second process thaws and unmounts everything
 * should this one not come to it.
 */
export async function openFusePlace(folder: string, limitMs: number, tell: TellMood): Promise<Place> {
  const place = (name: string) => {
    mkdirSync(`${folder}.${name}`, { recursive: true });
    return `${folder}.${name}`;
  };
  const [backend, cache] = [place("backend"), place("cache")];
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(backend, CANARY), "here\n");
  const config = `${folder}.conf`;
  writeFileSync(config, "");
  const [guard, port] = await Promise.all([startGuard(limitMs), freePort()]);
  const mount = () => mountWebdav(guard, { mountPoint: folder, port, config, cache });
  try {
    const server = await serveWebdav(guard, { folder: backend, port, config });
    let daemon = await mount();
    return {
      path: folder,
      async begin(fault) {
        switch (fault.t) {
          case "slow":
            // No fault: the mount stays as it is for the model.
            daemon.signal("SIGSTOP");
            return async () => daemon.signal("SIGCONT");
          case "freeze":
            return frozen(daemon, tell);
          case "freeze-backend":
            return frozen(server, tell);
          case "daemon-killed":
            await change(tell, "failing", () => daemon.signal("SIGKILL"));
            return () =>
              change(tell, "ok", async () => {
                while (deviceAt(folder) !== undefined && (await unmountLazily(folder)));
                daemon = await mount();
              });
          case "hang":
          case "vanish":
          case "away":
          case "flap":
          case "deny":
          case "unmount":
          case "read-only":
            return undefined;
        }
      },
      close: () => close(guard, folder),
    };
  } catch (error) {
    await close(guard, folder);
    throw error;
  }
}

async function frozen(child: Child, tell: TellMood): Promise<End> {
  await change(tell, "hanging", () => child.signal("SIGSTOP"));
  return () =>
    change(tell, "ok", async () => {
      child.signal("SIGCONT");
      await wait(RECOVERS_MS);
    });
}

async function close(guard: Guard, folder: string): Promise<void> {
  await guard.release();
  guard.close();
  // Never by way of the mount point: should it still be mounted, this fails, and nothing behind it is touched.
  rmdirSync(folder);
}
