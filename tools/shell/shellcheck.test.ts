import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { accessSync, constants, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { root, shellScripts } from "./shell-scripts.ts";

const scripts = shellScripts();
const isThere = spawnSync("shellcheck", ["--version"], { stdio: "ignore" }).status === 0;

describe("shell scripts", () => {
  it("are found", () => {
    for (const file of ["tools/kind/create.sh", "tools/go-tool.sh"]) assert.ok(scripts.includes(file), file);
  });

  for (const file of scripts) {
    it(`${file} stops at the first failure, and can be run where it is not for others`, () => {
      const text = readFileSync(path.join(root, file), "utf8");
      const isForOthers = !text.startsWith("#!");
      assert.match(text, /^set -euo pipefail$|^\. ".*\/settings\.sh"$/m);
      if (!isForOthers) accessSync(path.join(root, file), constants.X_OK);
    });
  }

  const skip = isThere ? false : "needs shellcheck: apt-get install -y shellcheck";
  it("have nothing that shellcheck complains about", { skip }, () => {
    const { stdout, stderr } = spawnSync("shellcheck", ["--external-sources", ...scripts], {
      cwd: root,
      encoding: "utf8",
    });
    assert.equal(stdout + stderr, "");
  });
});
