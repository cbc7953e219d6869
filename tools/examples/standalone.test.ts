/** The examples without a cluster: what the monitor, docker compose and systemd say to them. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { checkMonitorConfig, decodeMonitorConfig } from "@mount-monitor/contract";
import { parse } from "yaml";
import { FOLDER, objectsOf, readExample } from "./examples.ts";

const MONITOR = path.resolve(import.meta.dirname, "../../sidecar/src/main.ts");
const scratch = mkdtempSync(path.join(tmpdir(), "mount-monitor-examples-"));
after(() => rmSync(scratch, { recursive: true, force: true }));

const write = (name: string, text: string): string => {
  const file = path.join(scratch, name);
  writeFileSync(file, text);
  return file;
};
const run = (command: string, args: readonly string[], cwd = scratch) =>
  spawnSync(command, args, { cwd, encoding: "utf8" });
const monitor = (...args: readonly string[]) => run(process.execPath, [MONITOR, ...args]);
describe("configuration of a standalone monitor", () => {
  const configMap = objectsOf("standalone/kubernetes.yaml").find(({ kind }) => kind === "ConfigMap");
  const inConfigMap = (configMap?.["data"] as Record<string, string> | undefined)?.["config.json"] ?? "";
  const configs = { "standalone/config.json": readExample("standalone/config.json"), ConfigMap: inConfigMap };

  for (const [name, text] of Object.entries(configs)) {
    it(`${name} is valid`, () => {
      const decoded = decodeMonitorConfig(text);
      assert.ok(decoded.ok, decoded.ok ? "" : decoded.errors.join("\n"));
      const { status, stdout, stderr } = monitor("validate", "--config", write("config.json", text));
      assert.deepEqual([status, stderr], [0, ""]);
      assert.ok(checkMonitorConfig(JSON.parse(stdout)).ok);
    });
  }

  it("check says how the mounts of config.json are", () => {
    const config = JSON.parse(configs["standalone/config.json"]) as { mounts: Array<{ path: string }> };
    for (const mount of config.mounts) {
      mount.path = path.join(scratch, mount.path);
      mkdirSync(mount.path, { recursive: true });
    }
    const check = () => monitor("check", "--config", write("checked.json", JSON.stringify(config)), "-o", "json");
    const bare = check();
    assert.deepEqual([bare.status, bare.stderr], [1, ""]);
    for (const { path: folder } of config.mounts) writeFileSync(path.join(folder, ".health-check"), "");
    const { status, stderr } = check();
    assert.deepEqual([status, stderr], [0, ""]);
  });
});

interface Service {
  readonly command?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: ReadonlyArray<
    string | { readonly source: string; readonly target: string; readonly bind?: { readonly propagation: string } }
  >;
}

describe("compose.yaml", () => {
  const compose = parse(readExample("standalone/compose.yaml"), { merge: true }) as {
    readonly services: Readonly<Record<string, Service>>;
  };
  const config = decodeMonitorConfig(readExample("standalone/config.json"));
  assert.ok(config.ok);

  it("shows gate, monitor and app the same folder, and mounts that come later", () => {
    const shared = Object.values(compose.services).map(({ volumes = [] }) =>
      volumes.find((volume) => typeof volume === "object" && volume.bind !== undefined),
    );
    assert.equal(shared.length, 3);
    const [first] = shared;
    assert.ok(typeof first === "object");
    assert.equal(first.bind?.propagation, "rslave");
    for (const volume of shared) assert.deepEqual(volume, first);
    // Below it, not it: a mount on the folder itself would not come back into a running container.
    for (const { path: mount } of config.config.mounts) assert.ok(mount.startsWith(`${first.target}/`), mount);
  });

  it("asks the monitor where it listens, and lets nobody else ask", () => {
    const port = config.config.httpPort;
    assert.deepEqual(compose.services["monitor"]?.ports, [`127.0.0.1:${port}:${port}`]);
    assert.ok(readExample("standalone/compose.yaml").includes(`http://monitor:${port}/healthz/mounts`));
  });

  const hasCompose = run("docker", ["compose", "version"]).status === 0;
  const skip = hasCompose ? false : "needs docker with its plugin compose";
  it("is what docker compose takes", { skip }, () => {
    const { status, stderr } = run(
      "docker",
      ["compose", "-f", "compose.yaml", "config", "--quiet"],
      `${FOLDER}/standalone`,
    );
    assert.deepEqual([status, stderr], [0, ""]);
  });
});

describe("units of systemd", () => {
  const [, version = 0] = /^systemd (\d+)/.exec(run("systemd-analyze", ["--version"]).stdout ?? "") ?? [];
  const skip = Number(version) >= 250 ? false : "needs systemd-analyze 250 or newer: apt-get install -y systemd";
  /** 0 is shut in, 10 is open to all; a program that needs the network and its mounts gets no better. */
  const EXPOSED_AT_MOST = 1.5;

  for (const name of ["mount-monitor.service", "mount-monitor-gate.service"]) {
    const text = readExample(`standalone/${name}`);

    it(`${name} starts a command that the program has`, () => {
      const [, line = ""] = /^ExecStart=(.*)$/m.exec(text) ?? [];
      const [, command = ""] = /mount-monitor\.cjs (\S+) --config \S+$/.exec(line) ?? [];
      const { status, stdout } = monitor(command, "--help");
      assert.equal(status, 0);
      assert.match(stdout, new RegExp(`^Usage: mount-monitor ${command}\\b`, "m"));
    });

    it(`${name} is what systemd takes, and shut in`, { skip }, () => {
      // It has to be there, and need not be where the example says.
      const unit = write(name, text.replace("/usr/bin/node", process.execPath));
      const verified = run("systemd-analyze", ["verify", "--man=no", unit]);
      assert.deepEqual([verified.status, verified.stderr], [0, ""]);
      const threshold = `--threshold=${EXPOSED_AT_MOST * 10}`;
      const { status, stdout } = run("systemd-analyze", ["security", "--offline=true", "--no-pager", threshold, unit]);
      assert.equal(status, 0, stdout);
    });
  }
});
