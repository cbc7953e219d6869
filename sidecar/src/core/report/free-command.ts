import type { MountIdentity } from "../mount/mount-identity.ts";

/**
 * How to free a process that waits for a FUSE daemon that took its request and does not answer: no signal does, only
 * ending the connection on the node. Undefined for what is not FUSE.
 */
export function freeCommand(mount: MountIdentity | undefined): string | undefined {
  if (!mount || !(mount.fsType === "fuse" || mount.fsType.startsWith("fuse."))) return undefined;
  return `echo 1 > /sys/fs/fuse/connections/${mount.device.split(":")[1] ?? ""}/abort`;
}

/** For a pod that was told to go while probes are stuck: which node, which mounts, and what helps. */
export function explainStuck(
  mounts: ReadonlyArray<readonly [path: string, identity: MountIdentity | undefined]>,
  node: string | undefined,
): string {
  const where = node === undefined ? "on the node" : `on node ${node}`;
  const parts = mounts.map(([path, identity]) => {
    const command = freeCommand(identity);
    return command ? `${path} (free it ${where}: ${command})` : path;
  });
  return `the pod may not be able to stop while ${parts.join(", ")} hangs`;
}
