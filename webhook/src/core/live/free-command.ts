/** Ending the connection of a FUSE mount is all that frees a process that waits for it. */
export function freeCommand(minor: string): string {
  return `echo 1 > /sys/fs/fuse/connections/${minor}/abort`;
}

/** What to do on a node, as root, where nobody knows which mount it is. */
export const FIND_AND_FREE = `grep fuse /proc/self/mountinfo, and for the mount that hangs, whose third field is 0:MINOR: ${freeCommand("MINOR")}`;
