import type { MountEntry } from "./mount-table.ts";

/**
 * What a mount is, as far as its type tells.
 * `remote`: what it shows comes from elsewhere. `joined`: one of several branches may. `trigger`: mounts on first use.
 */
export type FileSystemKind = "remote" | "joined" | "trigger" | "local";

const REMOTE = new Set(
  "nfs nfs4 cifs smb3 smbfs ceph 9p virtiofs afs lustre gpfs beegfs glusterfs orangefs pvfs2 ocfs2 gfs2 davfs ncpfs vboxsf prl_fs fuse".split(
    " ",
  ),
);

/** Joins of several folders: one dead branch hides behind the living ones. */
const JOINED = new Set([
  "overlay",
  "aufs",
  "unionfs",
  "fuse.mergerfs",
  "fuse.unionfs",
  "fuse.unionfs-fuse",
  "fuse.mhddfs",
]);

/** FUSE programs that serve what is on a disk of this machine. */
const LOCAL_FUSE = new Set([
  "fuse.lxcfs",
  "fuse.fuse-overlayfs",
  "fuse.ntfs-3g",
  "fuse.bindfs",
  "fuse.gocryptfs",
  "fuse.encfs",
]);

/**
 * `localDevices` are those of files that surely lie on the node's own disk (/etc/hosts, our state directory): where the
 * runtime itself serves every volume over a network-like file system (kata, gVisor, an NFS root), a mount on such a
 * device proves nothing.
 */
export function fileSystemKind(entry: MountEntry, localDevices: ReadonlySet<string>): FileSystemKind {
  const { fsType } = entry;
  // The root of a container joins the layers of its image: nothing is mounted there at all.
  if (JOINED.has(fsType)) return entry.mountPoint === "/" ? "local" : "joined";
  if (fsType === "autofs") return "trigger";
  if (LOCAL_FUSE.has(fsType) || localDevices.has(entry.device)) return "local";
  return REMOTE.has(fsType) || fsType.startsWith("fuse.") ? "remote" : "local";
}

/** File systems on which a delegation may serve reads locally: there `statfs` is asked first. */
export function needsStatfs(entry: MountEntry | undefined): boolean {
  return entry?.fsType === "nfs4" || entry?.fsType === "cifs" || entry?.fsType === "smb3";
}
