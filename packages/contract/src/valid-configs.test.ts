import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { decodeMonitorConfig } from "./decode-monitor-config.ts";
import { encodeMonitorConfig } from "./encode-monitor-config.ts";
import type { MonitorConfig } from "./monitor-config.ts";

const FOLDER = path.join(import.meta.dirname, "../testdata/config");

function read(name: string): MonitorConfig {
  const decoded = decodeMonitorConfig(fs.readFileSync(path.join(FOLDER, `valid-${name}.json`), "utf8"));
  assert.ok(decoded.ok, JSON.stringify(decoded));
  return decoded.config;
}

describe("a valid configuration", () => {
  for (const file of fs.readdirSync(FOLDER).filter((file) => file.startsWith("valid-"))) {
    it(`${file} is read, and read back as it was written`, () => {
      const config = read(file.slice("valid-".length, -".json".length));
      assert.deepEqual(decodeMonitorConfig(JSON.stringify(encodeMonitorConfig(config))), { ok: true, config });
    });
  }

  it("has the defaults of the documentation", () => {
    assert.deepEqual(read("smallest"), {
      mounts: [
        {
          path: "/mnt/media",
          name: "/mnt/media",
          onFailure: "restart",
          checkIntervalMs: 30_000,
          readTimeoutMs: 5_000,
          failureThreshold: 3,
          checkType: "auto",
          canaryFile: ".health-check",
          probeFile: undefined,
          allowEmpty: false,
        },
      ],
      mode: "enforce",
      httpPort: 8080,
      shutdownTimeoutMs: 30_000,
      logLevel: "info",
      logFormat: "json",
      stateDir: undefined,
      podInfoDir: undefined,
      probeNonce: undefined,
      workload: undefined,
      watchdog: {
        action: "none",
        restartDelayMs: 0,
        restartOn: ["dead", "hung", "backend", "missing"],
        budget: { limit: 3, windowMs: 3_600_000 },
        maxRetries: 3,
        retryBackoffInitialMs: 100,
        retryBackoffMaxMs: 10_000,
        force: false,
        recentRestarts: [],
      },
    } satisfies MonitorConfig);
  });

  it("may be the predecessor's", () => {
    const [mount, ...others] = read("predecessor").mounts;
    assert.deepEqual([mount?.name, mount?.path, mount?.checkIntervalMs, others], ["test", "/mnt/test", 5_000, []]);
    const { mounts, watchdog } = read("predecessor-with-watchdog");
    assert.deepEqual(
      mounts.map(({ canaryFile, failureThreshold }) => [canaryFile, failureThreshold]),
      [
        [".health", 5],
        [".health-check", 3],
      ],
    );
    assert.equal(watchdog.action, "delete");
  });

  it("gives a mount what it does not say itself from the top", () => {
    const [own, inherited] = read("everything").mounts;
    assert.deepEqual(own, {
      path: "/mnt/media",
      name: "media",
      onFailure: "unready",
      checkIntervalMs: 90_000,
      readTimeoutMs: 120_000,
      failureThreshold: 7,
      checkType: "read",
      canaryFile: "a/.b",
      probeFile: "movies/large.mkv",
      allowEmpty: true,
    });
    assert.deepEqual(inherited, {
      path: "/mnt/nas",
      name: "/mnt/nas",
      onFailure: "report",
      checkIntervalMs: 10,
      readTimeoutMs: 3_600_000,
      failureThreshold: 1000,
      checkType: "directory",
      canaryFile: "..well",
      probeFile: "...",
      allowEmpty: true,
    });
  });

  it("sorts the restarts that it brings along", () => {
    assert.deepEqual(read("everything").watchdog.recentRestarts, [
      Date.parse("2026-11-21T09:30:00.123Z"),
      Date.parse("2026-11-21T10:30:00Z"),
    ]);
  });

  const actions: ReadonlyArray<readonly [watchdog: object, action: string]> = [
    [{}, "none"],
    [{ enabled: true }, "delete"],
    [{ enabled: false }, "none"],
    [{ action: "evict" }, "evict"],
    [{ enabled: true, action: "in-place" }, "in-place"],
    [{ enabled: true, action: "none" }, "none"],
    [{ enabled: false, action: "delete" }, "none"],
  ];
  for (const [watchdog, action] of actions) {
    it(`watchdog ${JSON.stringify(watchdog)} means ${action}`, () => {
      const decoded = decodeMonitorConfig(JSON.stringify({ mounts: [{ path: "/a" }], watchdog }));
      assert.equal(decoded.ok && decoded.config.watchdog.action, action);
    });
  }

  const places: ReadonlyArray<readonly [mounts: readonly string[], stateDir: string, taken: boolean]> = [
    [["/mnt/a"], "/mnt/a-state", true],
    [["/mnt/a/b"], "/mnt/a", true],
    [["/"], "/run/state", true],
    [["/"], "/", true],
    [["/mnt/a"], "/mnt/a", false],
    [["/mnt/a", "/mnt/b"], "/mnt/b/state", false],
  ];
  for (const [mounts, stateDir, taken] of places) {
    it(`${taken ? "may" : "may not"} keep its state in ${stateDir} beside ${mounts.join(" and ")}`, () => {
      const decoded = decodeMonitorConfig(JSON.stringify({ mounts: mounts.map((path) => ({ path })), stateDir }));
      assert.equal(decoded.ok, taken, JSON.stringify(decoded));
    });
  }

  it("may wait as long before the first retry as before the last", () => {
    const watchdog = { retryBackoffInitial: "5s", retryBackoffMax: "5s" };
    assert.equal(decodeMonitorConfig(JSON.stringify({ mounts: [{ path: "/a" }], watchdog })).ok, true);
  });

  const paths: ReadonlyArray<readonly [written: string, path: string]> = [
    ["/mnt/a/", "/mnt/a"],
    ["//mnt///a//", "/mnt/a"],
    ["/", "/"],
    ["//", "/"],
    ["/mnt/.a", "/mnt/.a"],
    ["/mnt/..a/...", "/mnt/..a/..."],
  ];
  for (const [written, path] of paths) {
    it(`path ${written} is ${path}`, () => {
      const decoded = decodeMonitorConfig(JSON.stringify({ mounts: [{ path: written }] }));
      assert.equal(decoded.ok && decoded.config.mounts[0]?.path, path);
    });
  }
});
