import assert from "node:assert/strict";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { test } from "node:test";
import type { MonitorConfigInput } from "@mount-monitor/contract";
import type { Program } from "./support/program.ts";
import { openScene, quick } from "./support/scene.ts";

/** What a program says that ends at once with 2. */
async function refusal(program: Program): Promise<string[]> {
  assert.equal((await program.exited()).code, 2);
  assert.deepEqual(
    program.lines.filter(({ stream }) => stream === "stdout"),
    [],
  );
  return program.lines.map(({ text }) => text);
}

void test("a flag wins over its variable, a variable over the file, the file over the default", async (t) => {
  const scene = openScene(t);
  const mount = scene.mount("media");
  scene.writeConfig({ mounts: [{ path: mount }], httpPort: 8, logLevel: "error", logFormat: "text" });
  const settings = async (args: readonly string[], env: Readonly<Record<string, string>>) => {
    const program = scene.run({ args: ["validate", ...args], env });
    assert.equal((await program.exited()).code, 0);
    const text = program.lines.map(({ text }) => text).join("\n");
    const { httpPort, logLevel, logFormat, mounts } = JSON.parse(text) as MonitorConfigInput;
    return [httpPort, logLevel, logFormat, mounts[0]?.checkInterval];
  };
  const env = { MOUNT_MONITOR_HTTP_PORT: "9", MOUNT_MONITOR_LOG_LEVEL: "WARN", MOUNT_MONITOR_LOG_FORMAT: "json" };
  const flags = ["--http-port=10", "--log-level", "debug", "--log-format=text"];
  assert.deepEqual(await settings([], {}), [8, "error", "text", "30s"]);
  assert.deepEqual(await settings([], env), [9, "warn", "json", "30s"]);
  assert.deepEqual(await settings(flags, env), [10, "debug", "text", "30s"]);
  // A variable that is empty is not set.
  assert.deepEqual(await settings([], { MOUNT_MONITOR_HTTP_PORT: "" }), [8, "error", "text", "30s"]);
});

void test("the configuration comes from --config, its variable, MOUNT_MONITOR_CONFIG or ./config.json", async (t) => {
  const scene = openScene(t);
  const write = (file: string) => writeFileSync(scene.path(file), JSON.stringify({ mounts: [{ path: `/${file}` }] }));
  for (const file of ["config.json", "by-flag", "by-variable"]) write(file);
  const inline = JSON.stringify({ mounts: [{ path: "/inline" }] });
  const used = async (args: readonly string[], env: Readonly<Record<string, string>>) => {
    const program = scene.run({ args: ["validate", ...args], env });
    assert.equal((await program.exited()).code, 0);
    return program.lines.map(({ text }) => /"path": "\/(.*)"/.exec(text)?.[1]).find((path) => path !== undefined);
  };
  assert.equal(await used([], {}), "config.json");
  assert.equal(await used([], { MOUNT_MONITOR_CONFIG: inline }), "inline");
  assert.equal(
    await used([], { MOUNT_MONITOR_CONFIG: inline, MOUNT_MONITOR_CONFIG_FILE: "by-variable" }),
    "by-variable",
  );
  assert.equal(await used(["-c", "by-flag"], { MOUNT_MONITOR_CONFIG: inline }), "by-flag");
});

void test("a file that is missing is said with what to do, by every command", async (t) => {
  const scene = openScene(t);
  for (const command of ["monitor", "gate", "check", "validate"]) {
    assert.deepEqual(await refusal(scene.run({ args: [command, "--config", "nowhere.json"] })), [
      'mount-monitor: failed to read nowhere.json: there is no such file; write one, such as {"mounts":[{"path":"/mnt/media"}]}, name another with --config, or set MOUNT_MONITOR_CONFIG',
    ]);
  }
});

void test("a file of more than 1 MiB is refused, one of exactly that is not", async (t) => {
  const scene = openScene(t);
  const text = JSON.stringify({ mounts: [{ path: "/mnt" }] });
  writeFileSync(scene.path("config.json"), text.padEnd(1024 * 1024));
  assert.equal((await scene.run({ args: ["validate"] }).exited()).code, 0);
  writeFileSync(scene.path("config.json"), text.padEnd(1024 * 1024 + 1));
  assert.deepEqual(await refusal(scene.run({})), [
    "mount-monitor: failed to read config.json: it is larger than 1 MiB; name the mounts alone, not what is on them",
  ]);
});

void test("what is no file, no UTF-8 or no JSON is refused with the reason", async (t) => {
  const scene = openScene(t);
  mkdirSync(scene.path("folder"));
  writeFileSync(scene.path("latin"), Buffer.from('{"mounts":[{"path":"/m\xfcsik"}]}', "latin1"));
  writeFileSync(scene.path("yaml"), "mounts:\n- path: /mnt\n");
  const said = async (file: string) => (await refusal(scene.run({ args: ["--config", file] }))).join("\n");
  assert.match(await said("folder"), /failed to read folder: it is not a regular file; name one with --config$/);
  assert.match(await said("latin"), /failed to read latin: it is not UTF-8; save it as UTF-8$/);
  assert.match(await said("yaml"), /failed to read yaml: it is not valid JSON: /);
  const inline = scene.run({ env: { MOUNT_MONITOR_CONFIG: "/etc/config.json" } });
  assert.match((await refusal(inline)).join("\n"), /for a file use --config or MOUNT_MONITOR_CONFIG_FILE$/);
});

void test("a file that everyone may write is warned about, and used", async (t) => {
  const scene = openScene(t);
  scene.writeConfig(quick({ mounts: [{ path: scene.mount("media") }] }));
  chmodSync(scene.path("config.json"), 0o666);
  const monitor = scene.run({});
  const warning = await monitor.waitForLog(({ level }) => level === "WARN");
  assert.equal(warning.msg, "config.json can be written by everyone on this machine; do: chmod o-w config.json");
  await monitor.waitForLog("mount healthy");
});

void test("a port that another program has is named, with the setting", async (t) => {
  const scene = openScene(t);
  const other = createServer();
  t.after(() => other.close());
  await new Promise<void>((resolve) => other.listen(0, resolve));
  const { port } = other.address() as AddressInfo;
  const monitor = scene.startMonitor({ mounts: [{ path: scene.mount("media") }], httpPort: port });
  assert.deepEqual(await refusal(monitor), [
    `mount-monitor: failed to listen on port ${port}: another program has it; choose another with httpPort in the configuration, --http-port or MOUNT_MONITOR_HTTP_PORT`,
  ]);
});

for (const [args, says] of [
  [["--nonsense"], /there is no flag --nonsense; flags are --config, /],
  [["--log-levle=debug"], /there is no flag --log-levle; did you mean --log-level\?/],
  [["--log-level=loud"], /--log-level is "loud", but must be one of debug, info, warn, error/],
  [["--log-format", "xml"], /--log-format is "xml", but must be one of json, text/],
  [["--http-port", "http"], /--http-port is "http", but must be a port from 0 to 65535/],
  [["--http-port", "65536"], /--http-port is "65536"/],
  [["--config"], /--config needs a value: --config FILE/],
  [["--once"], /--once does not belong to monitor; it belongs to gate/],
  [["gate", "--gate-timeout", "5"], /--gate-timeout is "5", which has no unit/],
  [["chek"], /there is no command "chek"; did you mean check\?/],
  [["check", "/mnt/media"], /there is nothing to do with "\/mnt\/media"; a configuration is named by --config/],
  [["check", "--output=yaml"], /--output is "yaml", but must be table or json/],
] as const) {
  void test(`\`${args.join(" ")}\` is refused`, async (t) => {
    const scene = openScene(t);
    scene.writeConfig({ mounts: [{ path: scene.mount("media") }] });
    assert.match((await refusal(scene.run({ args }))).join("\n"), says);
  });
}
