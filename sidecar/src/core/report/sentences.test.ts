import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RCLONE, sampleTrack, unhealthy } from "../simulation/samples.ts";
import { explainStuck, freeCommand } from "./free-command.ts";
import { describeFailure, describeFailures, mountKeys } from "./sentences.ts";
import { renderTable } from "./table.ts";

const a = sampleTrack({ path: "/mnt/debrid" }, unhealthy(100_000, "hung"));
const b = sampleTrack(
  { path: "/mnt/b", name: "films" },
  { health: { t: "degraded", failures: 1, failingSinceMs: 149_500, fault: "dead", message: "ENOTCONN" } },
);
const NOW = 150_000;

describe("a failure in words", () => {
  it("names mount, fault, how long, how often and why", () => {
    assert.equal(describeFailure(a, NOW), "/mnt/debrid: hung for 1m30s, 3 failed checks: hung it is");
    assert.equal(describeFailure(b, NOW), "/mnt/b: dead for 500ms, 1 failed check: ENOTCONN");
    assert.equal(describeFailure(sampleTrack(), NOW), "/mnt/a: healthy");
    assert.equal(describeFailures([a, b], NOW), `${describeFailure(a, NOW)}; ${describeFailure(b, NOW)}`);
    assert.equal(describeFailures([], NOW), "");
  });
  it("has the same keys in every log line", () => {
    assert.deepEqual(mountKeys(a, NOW), {
      mount: "/mnt/debrid",
      failureCount: 3,
      fault: "hung",
      unhealthyDuration: "1m30s",
      error: "hung it is",
    });
    assert.deepEqual(mountKeys(b, NOW)["name"], "films");
    assert.deepEqual(mountKeys(sampleTrack({ name: "media" }), NOW), { mount: "/mnt/a", name: "media" });
  });
});

describe("freeCommand", () => {
  it("aborts the connection of a FUSE mount by its minor number", () => {
    assert.equal(freeCommand(RCLONE), "echo 1 > /sys/fs/fuse/connections/52/abort");
    assert.equal(freeCommand({ ...RCLONE, fsType: "fuse" }), "echo 1 > /sys/fs/fuse/connections/52/abort");
  });
  it("has nothing for what is not FUSE", () => {
    for (const fsType of ["nfs4", "fuseblk", "ext4"]) assert.equal(freeCommand({ ...RCLONE, fsType }), undefined);
    assert.equal(freeCommand(undefined), undefined);
  });
  it("is told with the node", () => {
    assert.equal(
      explainStuck(
        [
          ["/mnt/a", RCLONE],
          ["/mnt/b", undefined],
        ],
        "node-1",
      ),
      "the pod may not be able to stop while /mnt/a (free it on node node-1: echo 1 > /sys/fs/fuse/connections/52/abort), /mnt/b hangs",
    );
    assert.match(explainStuck([["/mnt/a", RCLONE]], undefined), /free it on the node: /);
  });
});

describe("renderTable", () => {
  it("has columns as wide as their widest cell, and no blanks at the end", () => {
    assert.equal(
      renderTable([
        ["PATH", "STATE", "WHY"],
        ["/mnt/media", "OK", ""],
        ["/a", "UNHEALTHY", "gone"],
      ]),
      ["PATH        STATE      WHY", "/mnt/media  OK", "/a          UNHEALTHY  gone"].join("\n"),
    );
    assert.equal(renderTable([]), "");
    assert.equal(renderTable([["a"], ["b", "c"]]), "a\nb  c");
  });
});
