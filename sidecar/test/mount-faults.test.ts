import assert from "node:assert/strict";
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import type { Program } from "./support/program.ts";
import { CANARY, openScene } from "./support/scene.ts";

/** The lines that tell of a transition, in order. */
const transitions = (monitor: Program) =>
  monitor.lines.filter(({ msg }) => /^mount (healthy|degraded|unhealthy|recovered)$/.test(msg ?? ""));

/** Waits until the only mount has failed, and says how. */
async function failure(monitor: Program) {
  const { mounts } = await monitor.waitForStatus("UNHEALTHY", ({ mounts }) => mounts[0]?.status === "UNHEALTHY");
  return { fault: mounts[0]?.fault, error: mounts[0]?.lastError };
}

void test("a canary that is removed and put back takes the mount through every state, with one line each", async (t) => {
  const scene = openScene(t);
  const mount = scene.mount("media");
  const monitor = scene.startMonitor({ mounts: [{ path: mount, name: "media", failureThreshold: 3 }] });
  await monitor.waitForLog("mount healthy");
  const at = (status: string) => monitor.waitForStatus(status, ({ mounts }) => mounts[0]?.status === status);
  const healthy = (await at("HEALTHY")).mounts[0];
  assert.equal(healthy?.lastError, "");
  assert.equal(healthy?.failureCount, 0);
  assert.equal((await monitor.get("/healthz/ready")).status, 200);

  rmSync(path.join(mount, CANARY));
  const degraded = await monitor.waitForLog("mount degraded");
  // Its line and that of the recovery come by different pipes.
  await monitor.waitForLog("mount unhealthy");
  const unhealthy = (await at("UNHEALTHY")).mounts[0];
  assert.ok((unhealthy?.failureCount ?? 0) >= 3);
  assert.equal(unhealthy?.fault, "missing");
  assert.equal(
    unhealthy?.lastError,
    `the canary ${CANARY} is gone: what is mounted there is not what it was, or the file was deleted; mount it again, or put the file back`,
  );
  assert.ok(Date.parse(unhealthy?.failingSince ?? "") > 0);
  assert.match(unhealthy?.unhealthyDuration ?? "", /^\d/);
  const notReady = await monitor.get("/healthz/ready");
  assert.equal(notReady.status, 503);
  assert.match(notReady.text, new RegExp(mount));

  writeFileSync(path.join(mount, CANARY), "");
  const recovered = await monitor.waitForLog("mount recovered");
  await at("HEALTHY");
  assert.equal((await monitor.get("/healthz/ready")).status, 200);

  const told = transitions(monitor);
  assert.deepEqual(
    told.map(({ msg, level, stream }) => [msg, level, stream]),
    [
      ["mount healthy", "INFO", "stdout"],
      ["mount degraded", "WARN", "stderr"],
      ["mount unhealthy", "WARN", "stderr"],
      ["mount recovered", "INFO", "stdout"],
    ],
  );
  assert.ok(told.every((line) => line["mount"] === mount && line["name"] === "media"));
  assert.equal(degraded["failureCount"], 1);
  assert.equal(degraded["fault"], "missing");
  assert.equal(told[2]?.["failureCount"], 3);
  assert.match(String(told[2]?.["unhealthyDuration"]), /^\d+(ms|s)$/);
  assert.match(String(recovered["unhealthyDuration"]), /^\d+(\.\d+)?(ms|s)$/);
  assert.ok(Number(recovered["failureCount"]) >= 3);
});

void test("another directory in place of the mount is not taken for it", async (t) => {
  const scene = openScene(t);
  const mount = scene.mount("media");
  const monitor = scene.startMonitor({ mounts: [{ path: mount }] });
  await monitor.waitForLog("mount healthy");
  mkdirSync(scene.path("other"));
  writeFileSync(scene.path("other", "a film"), "");
  renameSync(mount, scene.path("away"));
  renameSync(scene.path("other"), mount);
  // In between there is nothing at all, which may be seen as well.
  const isOther = /^the canary \.health-check is gone: .*; mount it again/;
  await monitor.waitForStatus("the other", ({ mounts }) => isOther.test(mounts[0]?.lastError ?? ""));
  assert.equal((await failure(monitor)).fault, "missing");
});

void test("a directory that is gone is missing", async (t) => {
  const scene = openScene(t);
  const mount = scene.mount("media");
  const monitor = scene.startMonitor({ mounts: [{ path: mount }] });
  await monitor.waitForLog("mount healthy");
  rmSync(mount, { recursive: true });
  // In between there is the directory without its canary, which may be seen as well.
  const isGone = /^failed to find .*: ENOENT; there is no such path/;
  await monitor.waitForStatus("no directory", ({ mounts }) => isGone.test(mounts[0]?.lastError ?? ""));
  assert.equal((await failure(monitor)).fault, "missing");
});

void test("a canary that is a link out of the mount is refused", async (t) => {
  const scene = openScene(t);
  const mount = scene.path("media");
  mkdirSync(mount);
  writeFileSync(scene.path("outside"), "not on the mount");
  symlinkSync("../outside", path.join(mount, CANARY));
  const monitor = scene.startMonitor({ mounts: [{ path: mount }] });
  assert.deepEqual(await failure(monitor), {
    fault: "missing",
    error: `the canary ${CANARY} is a link that leaves the mount, to ${scene.path("outside")}; put a regular file there`,
  });
});

void test("so is one by way of a folder, and one to a neighbour whose name begins the same", async (t) => {
  const scene = openScene(t);
  const mount = scene.path("media");
  mkdirSync(mount);
  const neighbour = scene.mount("media-2");
  symlinkSync(neighbour, path.join(mount, "folder"));
  const monitor = scene.startMonitor({ mounts: [{ path: mount, canaryFile: `folder/${CANARY}` }] });
  const { error } = await failure(monitor);
  assert.match(error ?? "", /is a link that leaves the mount, to .*\/media-2\/\.health-check;/);
});

void test("a link within the mount and a mount that is reached by links are fine", async (t) => {
  const scene = openScene(t);
  const mount = scene.mount("media");
  mkdirSync(path.join(mount, "deep"));
  symlinkSync(`../${CANARY}`, path.join(mount, "deep", "canary"));
  symlinkSync("media", scene.path("link"));
  symlinkSync(scene.path("link"), scene.path("link-to-link"));
  const monitor = scene.startMonitor({ mounts: [{ path: scene.path("link-to-link"), canaryFile: "deep/canary" }] });
  assert.equal((await monitor.waitForLog("mount healthy"))["mount"], scene.path("link-to-link"));
});

void test("a canary that is a directory is none", async (t) => {
  const scene = openScene(t);
  const mount = scene.path("media");
  mkdirSync(path.join(mount, CANARY), { recursive: true });
  const monitor = scene.startMonitor({ mounts: [{ path: mount }] });
  assert.deepEqual(await failure(monitor), {
    fault: "missing",
    error: `failed to read the canary ${CANARY}: EISDIR`,
  });
});

void test("a bare local directory without a canary is missing, and the message says what to do", async (t) => {
  const scene = openScene(t);
  const mount = scene.path("media");
  mkdirSync(mount);
  writeFileSync(path.join(mount, "something"), "");
  const monitor = scene.startMonitor({ mounts: [{ path: mount }] });
  const { fault, error } = await failure(monitor);
  assert.equal(fault, "missing");
  assert.match(
    error ?? "",
    /^no canary, and this is a local directory \([a-z0-9.]+\), not a network mount; mount something there, or create the canary there: touch .*\/media\/\.health-check, or set checkType: directory$/,
  );
});

void test("a path that is a file is missing", async (t) => {
  const scene = openScene(t);
  writeFileSync(scene.path("media"), "");
  const monitor = scene.startMonitor({ mounts: [{ path: scene.path("media") }] });
  assert.equal((await failure(monitor)).fault, "missing");
});
