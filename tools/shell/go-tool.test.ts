import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it, type TestContext } from "node:test";
import { root } from "./shell-scripts.ts";

const SCRIPT = path.join(root, "tools/go-tool.sh");
const LIST = readFileSync(path.join(root, "tools/go-tools.txt"), "utf8");

/** With a `go` that makes a file of what it is told to install. */
function open(t: TestContext, script = 'echo "$*" >>"$CALLS"; touch "$GOBIN/kind"; chmod +x "$GOBIN/kind"') {
  const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-go-tool-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const calls = path.join(folder, "calls");
  writeFileSync(calls, "");
  writeFileSync(path.join(folder, "go"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const env = { PATH: `${folder}:/usr/bin:/bin`, CALLS: calls, MOUNT_MONITOR_TOOLS: path.join(folder, "tools") };
  return {
    folder,
    run: (...args: readonly string[]) => spawnSync(SCRIPT, args, { encoding: "utf8", env }),
    calls: () => readFileSync(calls, "utf8").split("\n").filter(Boolean),
  };
}

describe("tools/go-tool.sh", () => {
  const [, version = ""] = /^sigs\.k8s\.io\/kind@(\S+)$/m.exec(LIST) ?? [];

  it("builds the version of the list once, and prints its folder", (t) => {
    const { folder, run, calls } = open(t);
    for (let time = 0; time < 2; time++) {
      const { status, stdout, stderr } = run("kind");
      assert.deepEqual([status, stderr], [0, ""]);
      assert.equal(stdout, `${folder}/tools/kind-${version}\n`);
    }
    assert.deepEqual(calls(), [`install sigs.k8s.io/kind@${version}`]);
  });

  it("says where a tool would be, without building it", (t) => {
    const { folder, run, calls } = open(t);
    const { status, stdout } = run("--where", "kind");
    assert.deepEqual([status, stdout, calls()], [0, `${folder}/tools/kind-${version}\n`, []]);
  });

  it("builds with the flag of the list", (t) => {
    const { run, calls } = open(t, 'echo "$*" >>"$CALLS"; touch "$GOBIN/promtool"; chmod +x "$GOBIN/promtool"');
    assert.equal(run("promtool").status, 0);
    assert.match(calls().join("\n"), /^install -tags=\S+ github\.com\/prometheus\/prometheus\/cmd\/promtool@v\S+$/);
  });

  it("says which tools there are", (t) => {
    const { status, stderr } = open(t).run("kindd");
    assert.equal(status, 1);
    assert.match(
      stderr,
      /^failed to build kindd: .* has actionlint prometheus promtool helm setup-envtest kind; name one of these$/m,
    );
  });

  it("leaves nothing behind that was not built", (t) => {
    const { run } = open(t, "exit 1");
    for (let time = 0; time < 2; time++) {
      const { status, stdout, stderr } = run("kind");
      assert.deepEqual([status, stdout], [1, ""]);
      assert.match(stderr, /^failed to build kind: go install \S+ did not succeed/m);
    }
  });

  it("pins every version", () => {
    const lines = LIST.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    for (const line of lines) assert.match(line, /^[\w./-]+@v\d+\.\d+\.\d+(?: -tags=[\w,]+)?$/);
  });
});
