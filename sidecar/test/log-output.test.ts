import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { CANARY, HANGS, openScene, quick } from "./support/scene.ts";
import { request } from "./support/request.ts";
import { until } from "./support/until.ts";

/** Sends a stream of the program into a disk that is full. */
const intoFullDisk = (streams: string) => ["sh", "-c", `exec "$@" ${streams}`, "sh"];

void test("debug and info go to stdout, warn and error to stderr, each line once and as JSON", async (t) => {
  const scene = openScene(t);
  const mount = scene.mount("media");
  const monitor = scene.startMonitor({ mounts: [{ path: mount }], logLevel: "debug" });
  await monitor.waitForLog("mount healthy");
  rmSync(path.join(mount, CANARY));
  await monitor.waitForLog("mount unhealthy");
  await monitor.stop();
  const levels = new Set(monitor.lines.map(({ stream, level }) => `${level} ${stream}`));
  assert.deepEqual([...levels].toSorted(), ["DEBUG stdout", "INFO stdout", "WARN stderr"]);
  for (const { text } of monitor.lines) {
    const { time, level, msg } = JSON.parse(text) as Record<string, string>;
    assert.match(time ?? "", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.match(level ?? "", /^(DEBUG|INFO|WARN)$/);
    assert.notEqual(msg, "");
  }
});

void test("lines below the level are not written", async (t) => {
  const scene = openScene(t);
  const mount = scene.mount("media");
  scene.writeConfig(quick({ mounts: [{ path: mount }], httpPort: 0 }));
  const monitor = scene.run({ args: ["--log-level=warn"] });
  rmSync(path.join(mount, CANARY));
  await monitor.waitForLog("mount unhealthy");
  await monitor.stop();
  assert.deepEqual(new Set(monitor.lines.map(({ level }) => level)), new Set(["WARN"]));
});

void test("in text, a name with a newline cannot forge a line", async (t) => {
  const scene = openScene(t);
  const config = { mounts: [{ path: scene.mount("media"), name: "a\n2026 ERROR forged" }], logFormat: "text" as const };
  const monitor = scene.startMonitor(config);
  const line = await monitor.waitForLog(({ text }) => text.includes("mount healthy"));
  assert.match(line.text, /name="a\\n2026 ERROR forged"$/);
});

for (const [name, break_] of [
  ["only stdout", ["stdout"]],
  ["both", ["stdout", "stderr"]],
] as const) {
  void test(`a log reader that goes away does not end the monitor: ${name}`, async (t) => {
    const scene = openScene(t);
    const mount = scene.mount("media");
    const monitor = scene.startMonitor({ mounts: [{ path: mount }], logLevel: "debug" });
    const port = await monitor.port();
    for (const stream of break_) monitor.child[stream]?.destroy();
    rmSync(path.join(mount, CANARY));
    await until("an unhealthy mount", async () => (await request(port, "/healthz/mounts")).status === 503);
    writeFileSync(path.join(mount, CANARY), "");
    await until("a healthy mount", async () => (await request(port, "/healthz/mounts")).status === 200);
    assert.equal((await monitor.stop()).code, 0);
  });
}

void test("a full disk below the log does not end the monitor", async (t) => {
  const scene = openScene(t);
  const mount = scene.mount("media");
  scene.writeConfig(quick({ mounts: [{ path: mount }], logLevel: "debug" }));
  const monitor = scene.run({ wrapper: intoFullDisk(">/dev/full") });
  rmSync(path.join(mount, CANARY));
  await monitor.waitForLog("mount unhealthy");
  assert.equal((await monitor.stop()).code, 0);
  const silent = scene.run({ wrapper: intoFullDisk(">/dev/full 2>&1"), args: ["gate", "--gate-timeout=300ms"] });
  assert.equal((await silent.exited()).code, 1);
});

void test("a reader that has seen enough of a table is no bug", async (t) => {
  const scene = openScene(t);
  scene.writeConfig({ mounts: Array.from({ length: 60 }, (_, index) => ({ path: `/${"x".repeat(3_000)}${index}` })) });
  const check = scene.run({ args: ["check"] });
  check.child.stdout?.destroy();
  assert.equal((await check.exited()).code, 1);
  assert.deepEqual(check.lines, []);
});

void test("a bug ends the program with 70 and its stack, also while a mount hangs", async (t) => {
  const scene = openScene(t);
  const preload = scene.path("bug.cjs");
  writeFileSync(preload, 'process.on("SIGUSR2", () => { throw new Error("nobody thought of this"); });');
  scene.writeConfig(quick({ mounts: [{ path: scene.hangingMount("media"), ...HANGS }] }));
  const monitor = scene.run({ nodeArgs: ["--require", preload] });
  await monitor.waitForLog("mount unhealthy");
  monitor.signal("SIGUSR2");
  assert.equal((await monitor.exited()).code, 70);
  const [first] = monitor.logs(({ text }) => text.startsWith("mount-monitor: internal error"));
  assert.match(first?.text ?? "", /nobody thought of this/);
});
