/** Every example, as far as it can be tried without a cluster. `test/control-plane/examples.test.ts` goes on from here. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { UNKNOWN_FACTS } from "../../webhook/src/core/cluster-facts.ts";
import { DEFAULT_INJECTOR_CONFIG } from "../../webhook/src/core/injector-config.ts";
import { planObject } from "../../webhook/src/io/offline/plan-object.ts";
import { FOLDER, INJECTED, injectionOf, objectsOf, readExample, STANDALONE, workloadOf } from "./examples.ts";

const files = globSync("**/*", { cwd: FOLDER }).filter((file) => path.extname(file) !== "");
const MAIN = path.resolve(import.meta.dirname, "../../webhook/src/main.ts");

describe("examples", () => {
  it("are all tried", () => {
    const others = ["README.md", "standalone/config.json", "standalone/compose.yaml"];
    const units = ["standalone/mount-monitor.service", "standalone/mount-monitor-gate.service"];
    const tried = [...INJECTED.map(({ file }) => file), ...STANDALONE, ...others, ...units];
    assert.deepEqual(files.toSorted(), tried.toSorted());
  });

  for (const file of files.filter((name) => !/\.(?:json|md)$/.test(name))) {
    it(`${file} begins with what it is, what to change and how to apply it`, () => {
      const head = /^(?:#.*\n)+/.exec(readExample(file))?.[0] ?? "";
      for (const part of ["# What to change: ", "# How to apply"]) {
        assert.ok(head.includes(part), `the comment at the beginning lacks "${part}"`);
      }
      const commands = [...head.matchAll(/examples\/[\w./-]+/g)].map(([name]) => name.slice("examples/".length));
      for (const name of commands) assert.ok(files.includes(name), `${name} is named, but is not there`);
    });
  }

  it("are all in the README beside them", () => {
    const links = new Set([...readExample("README.md").matchAll(/\]\(([^)#]+)\)/g)].map(([, target = ""]) => target));
    for (const file of files.filter((name) => name !== "README.md")) assert.ok(links.has(file), `${file} is not named`);
  });
});

describe("inject and explain", () => {
  const run = (command: string, files: readonly string[]) => {
    const args = files.flatMap((file) => ["-f", path.join(FOLDER, file)]);
    return spawnSync(process.execPath, [MAIN, command, ...args], { encoding: "utf8" });
  };

  it("inject has nothing to say against any", () => {
    const { status, stdout, stderr } = run("inject", [...STANDALONE, ...INJECTED.map(({ file }) => file)]);
    assert.deepEqual([status, stderr], [0, ""]);
    // Nothing is changed where nothing is asked for.
    for (const file of STANDALONE) assert.ok(stdout.includes(readExample(file).trim()), file);
  });

  it("explain has nothing to note", () => {
    const { status, stdout, stderr } = run(
      "explain",
      INJECTED.map(({ file }) => file),
    );
    assert.deepEqual([status, stderr], [0, ""]);
    assert.equal(stdout.match(/^ {2}inject \(injected\): /gm)?.length, INJECTED.length);
    assert.doesNotMatch(stdout, /^ {2}notes$/m);
  });

  for (const { file, ...expected } of INJECTED) {
    it(`${file} gets what it is to get`, () => {
      const context = { namespace: "media", config: DEFAULT_INJECTOR_CONFIG, facts: () => UNKNOWN_FACTS };
      const { pod, warnings } = planObject(workloadOf(objectsOf(file)), context);
      assert.deepEqual(warnings, []);
      assert.ok(pod?.t === "inject");
      assert.deepEqual(injectionOf(pod.pod), expected);
    });
  }
});
