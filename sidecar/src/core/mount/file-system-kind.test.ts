import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fileSystemKind, type FileSystemKind, needsStatfs } from "./file-system-kind.ts";
import { type MountEntry, parseMountTable } from "./mount-table.ts";

const entry = (fsType: string, device = "0:52", mountPoint = "/mnt/a") =>
  parseMountTable(`30 22 ${device} / ${mountPoint} rw - ${fsType} source rw`)[0] as MountEntry;

describe("fileSystemKind", () => {
  const table: Readonly<Record<FileSystemKind, string>> = {
    remote: "nfs nfs4 cifs smb3 ceph 9p virtiofs fuse fuse.rclone fuse.sshfs fuse.s3fs fuse.juicefs davfs glusterfs",
    joined: "overlay aufs unionfs fuse.mergerfs fuse.unionfs fuse.mhddfs",
    trigger: "autofs",
    local: "ext4 xfs btrfs zfs tmpfs fuseblk fuse.lxcfs fuse.ntfs-3g fuse.bindfs proc nfsd devtmpfs fusectl",
  };
  for (const [kind, types] of Object.entries(table)) {
    for (const fsType of types.split(" ")) {
      it(`${fsType} is ${kind}`, () => assert.equal(fileSystemKind(entry(fsType), new Set()), kind));
    }
  }
  it("takes nothing for remote that lies on a device of the node itself", () => {
    assert.equal(fileSystemKind(entry("virtiofs", "0:33"), new Set(["0:33"])), "local");
    assert.equal(fileSystemKind(entry("nfs4", "0:33"), new Set(["0:34"])), "remote");
  });
  it("takes the layers of the container itself for local: nothing is mounted there", () => {
    assert.equal(fileSystemKind(entry("overlay", "0:20", "/"), new Set()), "local");
  });
});

describe("needsStatfs", () => {
  for (const fsType of ["nfs4", "cifs", "smb3"]) it(fsType, () => assert.equal(needsStatfs(entry(fsType)), true));
  for (const fsType of ["nfs", "fuse.rclone", "ext4"])
    it(`not ${fsType}`, () => assert.equal(needsStatfs(entry(fsType)), false));
  it("not where nothing is mounted", () => assert.equal(needsStatfs(undefined), false));
});
