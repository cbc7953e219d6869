import assert from "node:assert/strict";
import { mkdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import type { StatusDocument } from "@mount-monitor/contract";
import { openScene } from "./support/scene.ts";

const mountOf = ({ mounts }: StatusDocument) => mounts[0];

void test("`directory` wants an entry, unless the mount may be empty", async (t) => {
  const scene = openScene(t);
  const [strict, lenient] = [scene.path("strict"), scene.path("lenient")];
  for (const mount of [strict, lenient]) {
    mkdirSync(mount);
    writeFileSync(path.join(mount, "a film"), "");
  }
  const monitor = scene.startMonitor({
    checkType: "directory",
    mounts: [{ path: strict }, { path: lenient, allowEmpty: true }],
  });
  await monitor.waitForStatus("all HEALTHY", ({ mounts }) => mounts.every(({ status }) => status === "HEALTHY"));
  for (const mount of [strict, lenient]) rmSync(path.join(mount, "a film"));
  const { mounts } = await monitor.waitForStatus("UNHEALTHY", (document) => mountOf(document)?.status === "UNHEALTHY");
  assert.equal(mounts[0]?.fault, "missing");
  assert.match(
    mounts[0]?.lastError ?? "",
    /^the directory is empty \(.+\); if that is as it should be, set allowEmpty: true$/,
  );
  assert.equal(mounts[1]?.status, "HEALTHY");
  // What is allowed to be empty must still be there.
  rmSync(lenient, { recursive: true });
  await monitor.waitForStatus("both UNHEALTHY", ({ mounts }) => mounts.every(({ status }) => status === "UNHEALTHY"));
});

void test("`read` reads a block of a large file, and says what is wrong with it", async (t) => {
  const scene = openScene(t);
  const mount = scene.path("media");
  mkdirSync(mount);
  const file = path.join(mount, "large.mkv");
  writeFileSync(file, Buffer.alloc(300_000, 1));
  const monitor = scene.startMonitor({ mounts: [{ path: mount, checkType: "read", probeFile: "large.mkv" }] });
  await monitor.waitForStatus("HEALTHY", (document) => mountOf(document)?.status === "HEALTHY");
  truncateSync(file, 0);
  const empty = await monitor.waitForStatus("UNHEALTHY", (document) => mountOf(document)?.status === "UNHEALTHY");
  assert.equal(mountOf(empty)?.lastError, "the probe file large.mkv is empty; name a large file");
  rmSync(file);
  const gone = await monitor.waitForStatus("without the file", (document) =>
    (mountOf(document)?.lastError ?? "").includes("ENOENT"),
  );
  assert.equal(mountOf(gone)?.fault, "missing");
  assert.equal(mountOf(gone)?.lastError, "failed to open the probe file large.mkv: ENOENT");
});

void test("`canary` never falls back to anything else", async (t) => {
  const scene = openScene(t);
  const mount = scene.path("media");
  mkdirSync(mount);
  writeFileSync(path.join(mount, "a film"), "");
  const monitor = scene.startMonitor({ mounts: [{ path: mount, checkType: "canary", canaryFile: "here/am.i" }] });
  const document = await monitor.waitForStatus("UNHEALTHY", (document) => mountOf(document)?.status === "UNHEALTHY");
  assert.match(
    mountOf(document)?.lastError ?? "",
    /^the canary here\/am\.i is not there; .*touch .*\/media\/here\/am\.i$/,
  );
});
