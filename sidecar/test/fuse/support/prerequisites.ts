import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Why nothing here can run on this machine, and what to do about it; undefined where everything is at hand. */
export function missingPrerequisite(): string | undefined {
  if (process.platform !== "linux") return "FUSE mounts are tested on Linux alone";
  if (process.getuid?.() !== 0) return "needs root, to mount and to abort what hangs: run it with sudo";
  if (!existsSync("/dev/fuse")) return "needs /dev/fuse: modprobe fuse, or start the container with --device /dev/fuse";
  const absent = (
    [
      ["rclone", "rclone"],
      ["fusermount3", "fuse3"],
      ["umount", "mount"],
      ["unshare", "util-linux"],
      ["ps", "procps"],
    ] as const
  ).filter(([command]) => !isOnPath(command));
  if (absent.length > 0) {
    const packages = absent.map(([, name]) => name).join(" ");
    return `needs ${absent.map(([command]) => command).join(", ")}: apt-get install -y ${packages}`;
  }
  return undefined;
}

function isOnPath(command: string): boolean {
  try {
    execFileSync("/bin/sh", ["-c", `command -v ${command}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
