import { mkdirSync } from "node:fs";
import { openFolderPlace, writeCanary } from "./folder-place.ts";
import { change, type Place, type TellMood } from "./place.ts";
import { runCommand, runCommandAtLast } from "./run-command.ts";

/** A file system of its own, which can be unmounted; needs root. */
export async function openTmpfsPlace(folder: string, tell: TellMood): Promise<Place> {
  mkdirSync(folder, { recursive: true });
  const mount = () => runCommand("mount", "-t", "tmpfs", "-o", "size=64k,mode=755", "soak", folder);
  // A probe may just have a file open there.
  const unmount = () => runCommand("umount", "-l", folder);
  await mount();
  const inner = openFolderPlace(folder, tell);
  return {
    path: folder,
    async begin(fault) {
      switch (fault.t) {
        case "unmount":
          await change(tell, "failing", unmount);
          return () =>
            change(tell, "ok", async () => {
              await mount();
              writeCanary(folder);
            });
        case "read-only":
          await runCommandAtLast("mount", "-o", "remount,ro", folder);
          return () => runCommandAtLast("mount", "-o", "remount,rw", folder);
        case "away":
          // A mount point cannot be moved away.
          return inner.begin({ t: "vanish" });
        case "hang":
        case "vanish":
        case "flap":
        case "deny":
        case "slow":
        case "freeze":
        case "freeze-backend":
        case "daemon-killed":
          return inner.begin(fault);
      }
    },
    async close() {
      await inner.close();
      await unmount().catch(() => {});
    },
  };
}
