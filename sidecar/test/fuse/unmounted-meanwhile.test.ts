import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it, type TestContext } from "node:test";
import { checkMonitorConfig, type MountConfig } from "@mount-monitor/contract";
import { identityOf } from "../../src/core/mount/mount-identity.ts";
import { entryAt, isMountedAt } from "../../src/core/mount/mount-table.ts";
import { readMountTable } from "../../src/io/mount-table.ts";
import { runProbe } from "../../src/io/probe/run-probe.ts";
import { missingPrerequisite } from "./support/prerequisites.ts";
import { until } from "./support/until.ts";

const THREADS = Number(process.env["UV_THREADPOOL_SIZE"] ?? 4);

describe("a mount that goes while it is looked at", { skip: missingPrerequisite() ?? false }, () => {
  for (const checkType of ["canary", "directory", "auto"] as const) {
    it(`is dead by ${checkType}, not missing, though it was the bare directory that answered`, async (t) => {
      const { folder, mountPoint, unmount } = openMount(t);
      const entry = await until("mount", () => mountedAt(mountPoint));
      const threads = holdThreads(t, folder);
      const request = {
        mount: mountConfig(mountPoint, checkType),
        canarySeen: true,
        expected: { identity: identityOf(entry), elsewhere: false },
        stateDir: undefined,
      };
      // It has read the mount table when it comes back here, and waits for a thread to look at the mount with.
      const looked = runProbe(request, { open: 0 });
      unmount();
      threads.release();
      const observation = await looked;
      assert.ok(observation.t === "failed", observation.t);
      assert.equal(observation.fault, "dead", observation.message);
      assert.match(observation.message, /^the mount is gone: tmpfs media: /);
    });
  }
});

function openMount(t: TestContext) {
  const folder = fs.mkdtempSync(path.join(tmpdir(), "mount-monitor-meanwhile-"));
  const mountPoint = path.join(folder, "media");
  fs.mkdirSync(mountPoint);
  execFileSync("mount", ["-t", "tmpfs", "media:", mountPoint]);
  let mounted = true;
  const unmount = () => {
    if (mounted) execFileSync("umount", ["-l", mountPoint]);
    mounted = false;
  };
  t.after(() => {
    unmount();
    fs.rmSync(folder, { recursive: true });
  });
  return { folder, mountPoint, unmount };
}

function mountedAt(mountPoint: string) {
  const entry = entryAt(readMountTable(), mountPoint);
  return isMountedAt(mountPoint, entry) ? entry : undefined;
}

/** All that the pool has, until they are released: each opens a pipe that nobody writes to. */
function holdThreads(t: TestContext, folder: string) {
  const pipe = path.join(folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  for (let thread = 0; thread < THREADS; thread++) {
    fs.open(pipe, "r", (error, descriptor) => {
      if (!error) fs.closeSync(descriptor);
    });
  }
  const release = () => {
    const writer = fs.openSync(pipe, "r+");
    t.after(() => fs.closeSync(writer));
  };
  return { release };
}

function mountConfig(mountPoint: string, checkType: MountConfig["checkType"]): MountConfig {
  const decoded = checkMonitorConfig({ mounts: [{ path: mountPoint, checkType }] });
  assert.ok(decoded.ok);
  const [mount] = decoded.config.mounts;
  assert.ok(mount);
  return mount;
}
