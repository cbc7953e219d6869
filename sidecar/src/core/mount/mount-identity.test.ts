import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RCLONE } from "../simulation/samples.ts";
import { identityChange, identityOf, isSameIdentity, type MountIdentity } from "./mount-identity.ts";
import { type MountEntry, parseMountTable } from "./mount-table.ts";

const ROOT: MountIdentity = { mountPoint: "/", device: "0:20", fsType: "overlay", source: "overlay" };

describe("identityChange", () => {
  const table: ReadonlyArray<readonly [what: string, now: MountIdentity | undefined, change: string | undefined]> = [
    ["the same", { ...RCLONE }, undefined],
    [
      "nothing at all",
      undefined,
      "the mount is gone: fuse.rclone remote:media (0:52) was mounted there, now nothing is",
    ],
    [
      "what is below",
      ROOT,
      "the mount is gone: fuse.rclone remote:media (0:52) was mounted there, now overlay overlay (0:20) shows through",
    ],
    [
      "another device",
      { ...RCLONE, device: "0:53" },
      "the mount was replaced under the app: it has fuse.rclone remote:media (0:52), the node now shows fuse.rclone remote:media (0:53)",
    ],
    [
      "another type on the same device",
      { ...RCLONE, fsType: "nfs4" },
      "the mount was replaced under the app: it has fuse.rclone remote:media (0:52), the node now shows nfs4 remote:media (0:52)",
    ],
    [
      "another source on the same device",
      { ...RCLONE, source: "other:" },
      "the mount was replaced under the app: it has fuse.rclone remote:media (0:52), the node now shows fuse.rclone other: (0:52)",
    ],
    ["the same, mounted again further down", { ...RCLONE, mountPoint: "/mnt/a/b" }, undefined],
  ];
  for (const [what, now, change] of table) it(what, () => assert.equal(identityChange(RCLONE, now), change));
});

describe("isSameIdentity", () => {
  it("is so where nothing that tells mounts apart differs", () => {
    assert.equal(isSameIdentity(RCLONE, { ...RCLONE }), true);
    for (const key of ["mountPoint", "device", "fsType", "source"] as const)
      assert.equal(isSameIdentity(RCLONE, { ...RCLONE, [key]: "another" }), false, key);
  });
  it("takes nothing for the same as nothing alone", () => {
    assert.equal(isSameIdentity(undefined, undefined), true);
    assert.equal(isSameIdentity(RCLONE, undefined), false);
    assert.equal(isSameIdentity(undefined, RCLONE), false);
  });
});

describe("identityOf", () => {
  it("leaves out what may change without another mount", () => {
    const [entry] = parseMountTable("30 22 0:52 /films /mnt/a rw master:2 - fuse.rclone remote:media rw,x");
    assert.deepEqual(identityOf(entry as MountEntry), RCLONE);
  });
});
