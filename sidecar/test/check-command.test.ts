import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { test } from "node:test";
import type { Program } from "./support/program.ts";
import { CANARY, HANGS, openScene } from "./support/scene.ts";

async function output(program: Program): Promise<{ readonly code: number | null; readonly text: string }> {
  const { code } = await program.exited();
  const printed = program.lines.filter(({ stream }) => stream === "stdout");
  return { code, text: printed.map(({ text }) => text).join("\n") };
}

void test("check prints a table for people, and exits 1 when a mount is not healthy, in time even when it hangs", async (t) => {
  const scene = openScene(t);
  const [healthy, hanging, missing] = [scene.mount("healthy"), scene.hangingMount("hanging"), scene.path("missing")];
  scene.writeConfig({ mounts: [{ path: healthy }, { path: hanging, ...HANGS }, { path: missing }] });
  const { code, text } = await output(scene.run({ args: ["check"] }));
  assert.equal(code, 1);
  const rows = text.split("\n").map((row) => row.split(/ {2,}/));
  assert.deepEqual(rows[0], ["MOUNT", "STATUS", "FAULT", "TYPE", "TIME", "WHY"]);
  assert.deepEqual(rows[1]?.slice(0, 3), [healthy, "HEALTHY", "-"]);
  assert.match(rows[1]?.[4] ?? "", /^\d+(\.\d)?ms$/);
  assert.deepEqual(rows[2], [
    hanging,
    "UNHEALTHY",
    "hung",
    "-",
    "-",
    "no answer within 200ms (readTimeout); the mount hangs",
  ]);
  assert.deepEqual(rows[3]?.slice(0, 3), [missing, "UNHEALTHY", "missing"]);
  assert.equal(rows.length, 4);
});

void test("check --output json is for programs, and exits 0 when all is well", async (t) => {
  const scene = openScene(t);
  const mount = scene.mount("media");
  scene.writeConfig({ mounts: [{ path: mount, name: "films" }] });
  const { code, text } = await output(scene.run({ args: ["check", "--output", "json"] }));
  assert.equal(code, 0);
  const { timestamp, healthy, mounts } = JSON.parse(text) as Record<string, unknown> & { mounts: unknown[] };
  assert.ok(Date.parse(String(timestamp)) > 0);
  assert.equal(healthy, true);
  const [{ durationMs, mounted, ...rest } = {}] = mounts as Record<string, unknown>[];
  assert.deepEqual(rest, { path: mount, name: "films", status: "HEALTHY", fault: null, lastError: "" });
  assert.equal(typeof durationMs, "number");
  assert.match((mounted as { type: string }).type, /^[a-z0-9.]+$/);
});

void test("what check prints arrives whole, however much it is and however it ends", async (t) => {
  const scene = openScene(t);
  // Paths so long that their table is many times what a pipe holds.
  const deep = (index: number) => scene.path(...Array.from({ length: 15 }, () => `${index}`.padEnd(200, "x")));
  const mounts = Array.from({ length: 63 }, (_, index) => ({ path: deep(index) }));
  scene.writeConfig({ mounts: [...mounts, { path: scene.hangingMount("hanging"), ...HANGS }] });
  const program = scene.run({ args: ["check", "-o", "json"] });
  program.child.stdout?.pause();
  setTimeout(() => program.child.stdout?.resume(), 1_000);
  const { code, text } = await output(program);
  assert.equal(code, 1);
  assert.equal((JSON.parse(text) as { mounts: unknown[] }).mounts.length, 64);
});

void test("validate prints the configuration with every default, which it takes again as it is", async (t) => {
  const scene = openScene(t);
  scene.writeConfig({ checkInterval: "5s", mounts: [{ path: "/mnt/test/" }] });
  const first = await output(scene.run({ args: ["validate"] }));
  assert.equal(first.code, 0);
  const printed = JSON.parse(first.text) as { mounts: Record<string, unknown>[] };
  assert.equal(printed.mounts[0]?.["path"], "/mnt/test");
  assert.equal(printed.mounts[0]?.["canaryFile"], CANARY);
  assert.equal(printed.mounts[0]?.["checkInterval"], "5s");
  scene.writeConfig(printed);
  assert.deepEqual(await output(scene.run({ args: ["validate"] })), first);
});

void test("validate names what is wrong, and looks at no mount", async (t) => {
  const scene = openScene(t);
  scene.writeConfig({ mounts: [{ path: "media" }], checkInterval: "5" });
  const program = scene.run({ args: ["validate"] });
  assert.equal((await program.exited()).code, 2);
  assert.deepEqual(program.lines.map(({ text }) => text).toSorted(), [
    'mount-monitor: failed to read config.json: checkInterval is "5", but must be a duration from 10ms to 1h, such as 500ms, 30s or 1m30s',
    'mount-monitor: failed to read config.json: mounts[0].path is "media", but must be an absolute path without . or .. segments, such as /mnt/media',
  ]);
});

void test("version names program, version and commit", async (t) => {
  const scene = openScene(t);
  const { code, text } = await output(scene.run({ args: ["version"] }));
  assert.equal(code, 0);
  assert.match(text, /^mount-monitor \d+\.\d+\.\d+ \([0-9a-f]{7,}|unknown\)$/);
});

void test("--help is there for the program and for each command, and needs no configuration", async (t) => {
  const scene = openScene(t);
  mkdirSync(scene.path("empty"));
  const whole = await output(scene.run({ args: ["--help"] }));
  assert.equal(whole.code, 0);
  for (const word of ["monitor", "gate", "check", "validate", "version", "--config FILE", "MOUNT_MONITOR_CONFIG"])
    assert.ok(whole.text.includes(word), word);
  for (const [command, has, hasNot] of [
    ["monitor", "--http-port", "--output"],
    ["gate", "--gate-timeout", "--output"],
    ["check", "--output", "--once"],
    ["validate", "--config", "--once"],
    ["version", "--help", "--http-port"],
  ] as const) {
    const help = await output(scene.run({ args: [command, "--help"] }));
    assert.equal(help.code, 0, command);
    assert.match(help.text, new RegExp(`^mount-monitor ${command}: `));
    assert.ok(help.text.includes(has), `${command}: ${has}`);
    assert.ok(!help.text.includes(hasNot), `${command}: ${hasNot}`);
  }
});
