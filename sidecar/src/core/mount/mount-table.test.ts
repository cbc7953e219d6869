import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { entryAt, indexMounts, isAtOrBelow, isMountedAt, type MountEntry, parseMountTable } from "./mount-table.ts";

/** id parent device root mountPoint options [tags] - type source options */
const TABLE = [
  "22 1 0:20 / / rw,relatime shared:1 - overlay overlay rw,lowerdir=/l,upperdir=/u",
  "23 22 0:21 / /proc rw,nosuid - proc proc rw",
  "30 22 0:52 /films /mnt/media rw,relatime shared:7 master:3 propagate_from:2 - fuse.rclone remote:media rw,user_id=0",
  "31 22 8:1 / /mnt/with\\040blank\\011tab\\134back rw - ext4 /dev/sda1 rw",
].join("\n");

describe("parseMountTable", () => {
  it("reads each line", () => {
    const table = parseMountTable(`${TABLE}\n`);
    assert.equal(table.length, 4);
    assert.deepEqual(table[2], {
      id: "30",
      parentId: "22",
      device: "0:52",
      root: "/films",
      mountPoint: "/mnt/media",
      fsType: "fuse.rclone",
      source: "remote:media",
      superOptions: "rw,user_id=0",
      follows: true,
    } satisfies MountEntry);
    assert.equal(table[3]?.mountPoint, "/mnt/with blank\ttab\\back");
    assert.deepEqual(
      table.map(({ follows }) => follows),
      [false, false, true, false],
    );
  });

  const odd: ReadonlyArray<readonly [what: string, line: string, source: string | undefined]> = [
    ["no optional field", "30 22 0:52 / /a rw - nfs4 server:/x rw", "server:/x"],
    ["no source", "30 22 0:52 / /a rw - fuse  rw", ""],
    ["no options of the file system", "30 22 0:52 / /a rw - nfs4 server:/x", "server:/x"],
    ["a source with blanks", "30 22 0:52 / /a rw - cifs //nas/my\\040films rw", "//nas/my films"],
    ["no separator", "30 22 0:52 / /a rw nfs4 server:/x rw", undefined],
    ["no absolute mount point", "30 22 0:52 / a rw - nfs4 server:/x rw", undefined],
    ["no separator behind a short id", "3 22 0:52 / /a rw nfs4 server:/x rw", undefined],
    ["no id", " 22 0:52 / /a rw - nfs4 server:/x rw", undefined],
    ["no parent", "30  0:52 / /a rw - nfs4 server:/x rw", undefined],
    ["no device", "30 22  / /a rw - nfs4 server:/x rw", undefined],
    ["no root", "30 22 0:52  /a rw - nfs4 server:/x rw", undefined],
    ["no type", "30 22 0:52 / /a rw -  server:/x rw", undefined],
    ["cut off", "30 22 0:52", undefined],
    ["nothing", "", undefined],
  ];
  for (const [what, line, source] of odd) {
    it(`${source === undefined ? "leaves out" : "takes"} a line with ${what}`, () =>
      assert.deepEqual(
        parseMountTable(`${line}\n${TABLE}`).length - 4,
        source === undefined ? 0 : 1,
        JSON.stringify(parseMountTable(line)),
      ));
    if (source !== undefined)
      it(`reads the source: ${what}`, () => assert.equal(parseMountTable(line)[0]?.source, source));
  }
  it("takes no server called master for a mount that follows", () =>
    assert.equal(parseMountTable("30 22 0:52 / /a rw - nfs4 master:/x rw")[0]?.follows, false));

  it("never throws", () => {
    fc.assert(fc.property(fc.string(), (text) => void parseMountTable(text)));
    fc.assert(
      fc.property(
        fc.nat(TABLE.length),
        fc.nat(20),
        (from, length) => void parseMountTable(TABLE.slice(0, from) + TABLE.slice(from + length)),
      ),
    );
  });
});

describe("entryAt", () => {
  /** `id parent mountPoint`, one a line. */
  const table = (...lines: string[]) =>
    indexMounts(
      parseMountTable(
        lines
          .map((line) => line.split(" "))
          .map(([id, parent, at]) => `${id} ${parent} 0:${id} / ${at} rw - fuse.rclone m${id} rw`)
          .join("\n"),
      ),
    );
  const cases: ReadonlyArray<readonly [what: string, lines: readonly string[], path: string, id: string | undefined]> =
    [
      ["the root where nothing else is", ["1 0 /"], "/mnt/media", "1"],
      ["the mount itself", ["1 0 /", "2 1 /mnt/media"], "/mnt/media", "2"],
      ["the mount that a folder lies on", ["1 0 /", "2 1 /mnt/media"], "/mnt/media/films/old", "2"],
      ["not a mount whose name begins the same", ["1 0 /", "2 1 /mnt/med"], "/mnt/media", "1"],
      ["not a mount below", ["1 0 /", "2 1 /mnt/media/films"], "/mnt/media", "1"],
      ["the deepest of mounts within mounts", ["1 0 /", "2 1 /mnt", "3 2 /mnt/media"], "/mnt/media", "3"],
      ["the last of several at one place", ["1 0 /", "2 1 /mnt/a", "3 2 /mnt/a", "4 3 /mnt/a"], "/mnt/a", "4"],
      ["the last whatever the order of the lines", ["4 3 /mnt/a", "3 2 /mnt/a", "2 1 /mnt/a", "1 0 /"], "/mnt/a", "4"],
      ["one made later higher up, which hides the deeper", ["1 0 /", "2 1 /mnt/media", "3 1 /mnt"], "/mnt/media", "3"],
      ["it whatever the order of the lines", ["1 0 /", "3 1 /mnt", "2 1 /mnt/media"], "/mnt/media", "3"],
      ["the root that hangs on nothing listed", ["4 3 /", "3 1 /mnt", "1 0 /"], "/etc", "1"],
      ["nothing that lies on a mount elsewhere", ["5 4 /mnt/media", "6 5 /mnt"], "/mnt/x", undefined],
      ["one below the one that hides", ["1 0 /", "2 1 /mnt/media", "3 1 /mnt", "4 3 /mnt/media"], "/mnt/media", "4"],
      ["the last of several at one place on one parent", ["1 0 /", "2 1 /mnt/a", "3 1 /mnt/a"], "/mnt/a", "3"],
      ["a mount on a root that is its own parent", ["1 1 /", "2 1 /mnt"], "/mnt/x", "2"],
      ["a root over the root", ["1 1 /", "2 1 /", "3 2 /mnt"], "/mnt/x", "3"],
      ["what is on a hidden root not", ["1 1 /", "3 1 /mnt", "2 1 /"], "/mnt/x", "2"],
      ["a mount where the root is not listed", ["5 4 /mnt/media", "6 5 /mnt/media/films"], "/mnt/media/films/x", "6"],
      ["nothing where neither is", ["5 4 /mnt/media"], "/etc", undefined],
      ["nothing in an empty table", [], "/mnt", undefined],
      ["an end in a table that goes round", ["1 0 /", "2 3 /a", "3 2 /a"], "/a", "1"],
    ];
  for (const [what, lines, path, id] of cases)
    it(`is ${what}`, () => assert.equal(entryAt(table(...lines), path)?.id, id));

  it("comes to an end for any table", () => {
    const line = fc
      .tuple(fc.nat(6), fc.nat(6), fc.constantFrom("/", "/a", "/a/b", "/a/b/c", "/b"))
      .map((parts) => parts.join(" "));
    fc.assert(fc.property(fc.array(line, { maxLength: 12 }), (lines) => void entryAt(table(...lines), "/a/b/c")));
  });
});

describe("isMountedAt", () => {
  const entry = (line: string) => parseMountTable(line)[0];
  const cases: ReadonlyArray<readonly [what: string, entry: MountEntry | undefined, is: boolean]> = [
    ["the mount of that path", entry("30 22 0:52 / /mnt/a rw - fuse.rclone remote: rw"), true],
    ["a mount above, where a link may be on the way", entry("22 1 0:20 / / rw - overlay overlay rw"), false],
    ["an automounter, which mounts when the path is followed", entry("30 22 0:52 / /mnt/a rw - autofs auto rw"), false],
    ["nothing", undefined, false],
  ];
  for (const [what, entry, is] of cases) it(`${what}: ${is}`, () => assert.equal(isMountedAt("/mnt/a", entry), is));
});

describe("isAtOrBelow", () => {
  const cases: ReadonlyArray<readonly [path: string, folder: string, is: boolean]> = [
    ["/mnt/a", "/mnt/a", true],
    ["/mnt/a/b", "/mnt/a", true],
    ["/mnt/ab", "/mnt/a", false],
    ["/mnt", "/mnt/a", false],
    ["/mnt", "/", true],
    ["/", "/", true],
  ];
  for (const [path, folder, is] of cases)
    it(`${path} in ${folder}: ${is}`, () => assert.equal(isAtOrBelow(path, folder), is));
});
