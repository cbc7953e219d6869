/** What runs in public for this repository. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { describe, it } from "node:test";
import { parse } from "yaml";
import { read, root } from "../docs/pages.ts";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly uses?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly "timeout-minutes"?: number;
  readonly steps?: readonly Step[];
}

interface Workflow {
  readonly permissions?: object;
  readonly concurrency?: { readonly group: string };
  readonly jobs: Readonly<Record<string, Job>>;
}

const files = globSync(".github/workflows/*.{yml,yaml}", { cwd: root }).toSorted();
const workflows = files.map((file) => ({ file, text: read(file), workflow: parse(read(file)) as Workflow }));
const jobs = workflows.flatMap(({ file, workflow }) =>
  Object.entries(workflow.jobs).map(([name, job]) => ({ name: `${file}: ${name}`, job })),
);
const steps = jobs.flatMap(({ name, job }) => (job.steps ?? []).map((step) => ({ name, step })));

describe("workflows", () => {
  it("are there", () => {
    assert.deepEqual(files, [".github/workflows/release.yml", ".github/workflows/test.yml"]);
  });

  it("use actions at a commit, and say which version that is, the same everywhere", () => {
    const versions = new Map<string, string>();
    for (const { file, text } of workflows) {
      for (const [, line = ""] of text.matchAll(/^\s*(?:- )?uses: (.+)$/gm)) {
        if (line.startsWith("./")) continue;
        assert.match(line, /^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, file);
        const [action = "", pinned = ""] = line.split("@");
        assert.equal(versions.get(action) ?? pinned, pinned, `${action} has two versions`);
        versions.set(action, pinned);
      }
    }
    assert.ok(versions.size > 0);
  });

  it("begin with no permission at all, and one run at a time", () => {
    for (const { file, workflow } of workflows) {
      assert.deepEqual(workflow.permissions, {}, file);
      assert.ok(workflow.concurrency?.group.includes("github.ref"), file);
    }
  });

  it("have jobs that say what they may, and end", () => {
    for (const { name, job } of jobs) {
      assert.ok(job.permissions, `${name} has no permissions`);
      if (job.uses === undefined) assert.ok(job["timeout-minutes"], `${name} has no timeout-minutes`);
    }
  });

  it("publish by a tag alone", () => {
    const test = workflows.find(({ file }) => file.endsWith("test.yml"))?.workflow.jobs ?? {};
    for (const [name, { permissions }] of Object.entries(test))
      assert.deepEqual(permissions, { contents: "read" }, name);
  });

  it("leave no credentials in a checkout", () => {
    for (const { name, step } of steps) {
      if (step.uses?.startsWith("actions/checkout@")) assert.equal(step.with?.["persist-credentials"], false, name);
    }
  });

  it("put nothing into a script but by a variable", () => {
    for (const { name, step } of steps) assert.doesNotMatch(step.run ?? "", /\$\{\{/, name);
  });

  it("call only make targets, npm scripts, programs and files that exist", () => {
    const targets = new Set([...read("Makefile").matchAll(/^([a-z][a-z-]*):/gm)].map(([, target = ""]) => target));
    const { scripts } = JSON.parse(read("package.json")) as { readonly scripts: Readonly<Record<string, string>> };
    const seen = { make: 0, npm: 0, file: 0 };
    for (const { name, step } of steps) {
      const run = step.run ?? "";
      for (const [, words = ""] of run.matchAll(/\bmake((?: [a-z][a-z-]*)+)/g)) {
        for (const target of words.trim().split(" ")) {
          assert.ok(targets.has(target), `${name}: there is no target ${target}`);
          seen.make++;
        }
      }
      for (const [, script = ""] of run.matchAll(/npm run (?:--silent )?([a-z][a-z:-]*)/g)) {
        assert.ok(Object.hasOwn(scripts, script), `${name}: there is no script ${script}`);
        seen.npm++;
      }
      for (const [file] of run.matchAll(/\btools\/[\w./-]+/g)) {
        assert.ok(globSync(file, { cwd: root }).length > 0, `${name}: there is no ${file}`);
        seen.file++;
      }
      for (const [, tool = ""] of run.matchAll(/go-tool\.sh ([a-z][a-z-]*)/g)) {
        assert.match(read("tools/go-tools.txt"), new RegExp(`/${tool}@v`, "m"), `${name}: there is no tool ${tool}`);
      }
    }
    for (const [what, count] of Object.entries(seen)) assert.ok(count > 0, `no ${what} was found`);
  });

  it("build what the images are described by", () => {
    const bake = read("docker-bake.hcl");
    for (const { name, step } of steps) {
      if (!step.uses?.startsWith("docker/bake-action@")) continue;
      const target = String(step.with?.["targets"]);
      assert.match(bake, new RegExp(`^(?:group|target) "${target}"`, "m"), name);
      // Else it would build from Git, where the programs are not.
      assert.equal(step.with?.["source"], ".", name);
    }
    for (const [, target = ""] of read(".github/workflows/release.yml").matchAll(/metadata\)\['([\w-]+)'\]/g)) {
      assert.match(bake, new RegExp(`^target "${target}"`, "m"));
    }
  });

  const actionlint = process.env["ACTIONLINT"] || "actionlint";
  const isThere = spawnSync(actionlint, ["--version"], { stdio: "ignore" }).status === 0;
  const skip = isThere ? false : 'needs actionlint: export PATH="$(tools/go-tool.sh actionlint):$PATH", or ACTIONLINT';
  it("have nothing that actionlint complains about", { skip }, () => {
    const { status, stdout, stderr } = spawnSync(actionlint, ["-no-color", ...files], { cwd: root, encoding: "utf8" });
    assert.deepEqual([status, stdout + stderr], [0, ""]);
  });
});

describe("dependabot", () => {
  it("looks at everything that is pinned", () => {
    const { updates } = parse(read(".github/dependabot.yml")) as {
      readonly updates: ReadonlyArray<{ readonly "package-ecosystem": string }>;
    };
    assert.deepEqual(
      updates.map((update) => update["package-ecosystem"]),
      ["github-actions", "npm", "docker"],
    );
  });
});
