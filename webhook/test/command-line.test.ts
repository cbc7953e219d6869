import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { run } from "./support/program.ts";

/**
 * What the program prints, held by golden files `testdata/cli/<name>.golden`. `UPDATE_GOLDEN=1` writes them anew; read
 * the difference before committing it.
 */
const folder = path.join(import.meta.dirname, "testdata/cli");
const update = process.env["UPDATE_GOLDEN"] === "1";

interface Case {
  readonly name: string;
  readonly args: string;
  readonly code: number;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const CASES: readonly Case[] = [
  { name: "help", args: "--help", code: 0 },
  { name: "help-inject", args: "inject --help", code: 0 },
  { name: "help-status", args: "status --help", code: 0 },
  { name: "help-pause", args: "help pause", code: 0 },
  { name: "help-doctor", args: "doctor --help", code: 0 },
  { name: "inject", args: "inject -f plex.yaml", code: 0 },
  { name: "inject-kinds", args: "inject -f kinds.yaml --kubernetes-version 1.36", code: 0 },
  { name: "inject-json", args: "inject -f refused.json", code: 1 },
  { name: "inject-folder", args: "inject -f folder", code: 0 },
  { name: "inject-folder-recursive", args: "inject -R folder", code: 0 },
  { name: "inject-as-json", args: "inject -f folder -o json", code: 0 },
  { name: "inject-as-yaml", args: "inject -f folder --output yaml", code: 0 },
  { name: "inject-patch", args: "inject -f refused.json -f plex.yaml -o patch --config config.yaml", code: 1 },
  { name: "inject-diff", args: "inject --diff -f plex.yaml", code: 0 },
  { name: "inject-diff-colour", args: "inject --diff -f refused.json", code: 1, env: { FORCE_COLOR: "1" } },
  { name: "inject-config", args: "inject -f plex.yaml -f refused.json -n films -c config.yaml", code: 1 },
  { name: "inject-aliases", args: "inject -f - --diff", code: 0, input: withAliases() },
  { name: "inject-aliases-text", args: "inject -f -", code: 0, input: withAliases() },
  { name: "explain", args: "explain -f plex.yaml --kubernetes-version v1.36.3", code: 0 },
  { name: "explain-kinds", args: "explain -f kinds.yaml", code: 0 },
  { name: "explain-refused", args: "explain refused.json", code: 1 },
  { name: "explain-json", args: "explain -f refused.json -o json", code: 1 },
  { name: "explain-config", args: "explain -f plex.yaml -n films --config config.yaml", code: 0 },
  { name: "explain-excluded", args: "explain -f plex.yaml -c config.yaml", code: 0 },
  { name: "explain-nothing", args: "explain -f folder", code: 0 },
  { name: "wrong-no-file", args: "inject", code: 2 },
  { name: "wrong-missing-file", args: "inject -f nothing.yaml", code: 2 },
  { name: "wrong-empty-folder", args: "inject -f folder/none", code: 2 },
  { name: "wrong-address", args: "inject -f https://example.org/app.yaml", code: 2 },
  { name: "wrong-flag", args: "inject --namespce x", code: 2 },
  { name: "wrong-output", args: "inject -f plex.yaml -o jsn", code: 2 },
  { name: "wrong-both", args: "inject -f plex.yaml -o json --diff", code: 2 },
  { name: "wrong-version", args: "explain -f plex.yaml --kubernetes-version latest", code: 2 },
  { name: "wrong-namespace", args: "explain -f plex.yaml -n A_B", code: 2 },
  { name: "wrong-config", args: "explain -f plex.yaml -c plex.yaml", code: 2 },
  { name: "wrong-operand", args: "serve plex.yaml", code: 2 },
  { name: "wrong-yaml", args: "inject -f -", code: 2, input: "kind: A\n---\nkind: B\nspec:\n  a: b\n c: d\n" },
  { name: "wrong-duplicate-key", args: "inject -f -", code: 2, input: "kind: A\nspec: {}\nspec: {}\n" },
  { name: "wrong-no-kind", args: "inject -f -", code: 2, input: "kind: A\n---\nreplicas: 3\n" },
  { name: "wrong-no-object", args: "inject -f -", code: 2, input: "just words\n" },
  { name: "wrong-list-item", args: "inject -f -", code: 2, input: "kind: List\nitems:\n- kind: A\n- spec: 1\n" },
  { name: "wrong-json", args: "inject -f -", code: 2, input: '{"kind": "A",\n "spec": }\n' },
  { name: "wrong-binary", args: "inject -f -", code: 2, input: "kind: A\u0000\n" },
  { name: "wrong-aliases", args: "inject -f -", code: 2, input: aliases() },
  { name: "wrong-nested", args: "inject -f -", code: 2, input: `kind: ${"[".repeat(50_000)}` },
];

function aliases(): string {
  const rows = Array.from({ length: 8 }, (_, index) =>
    index === 0
      ? `a0: &a0 [x]`
      : `a${index}: &a${index} [${Array(9)
          .fill(`*a${index - 1}`)
          .join(", ")}]`,
  );
  return `kind: A\n${rows.join("\n")}\n`;
}

/** Both templates share their volumes: changing those in place would change the other pod. */
function withAliases(): string {
  return `# two in one
kind: List
items:
  - kind: DaemonSet
    metadata: { name: a, annotations: { mount-monitor.io/paths: /data, mount-monitor.io/gate: none } }
    spec:
      template:
        spec: &pod
          securityContext: { runAsUser: 1000 }
          containers: [{ name: app, image: app, volumeMounts: [{ name: data, mountPath: /data }] }]
          volumes: [{ name: data, hostPath: { path: /mnt } }]
  - kind: DaemonSet
    metadata: { name: b }
    spec:
      template:
        spec: *pod
`;
}

describe("the command line", () => {
  for (const { name, args, code, input = "", env = {} } of CASES) {
    it(name, () => {
      const finished = run(args.split(" "), { input, cwd: folder, env });
      assert.equal(finished.code, code, finished.stderr);
      compare(
        `${name}.golden`,
        `$ mount-monitor-webhook ${args}\n${settled(finished.stdout)}${finished.stderr === "" ? "" : `--- stderr\n${settled(finished.stderr)}`}`,
      );
    });
  }

  it("injects what it has injected no second time", () => {
    const once = run(["inject", "-f", "plex.yaml"], { cwd: folder }).stdout;
    assert.equal(run(["inject", "-f", "-"], { input: once }).stdout, once);
  });

  it("refuses a file that is too large, before it is parsed", () => {
    const { code, stderr } = run(["inject", "-f", "-"], { input: Buffer.alloc(17 * 1024 * 1024, "a: b\n") });
    assert.deepEqual(
      [code, stderr],
      [2, "mount-monitor-webhook: failed to read stdin: it is larger than 16 MiB; split it\n"],
    );
  });

  it("reads UTF-8 alone", () => {
    for (const [input, why] of [
      [Buffer.from("kind: Bücher", "latin1"), "it is not UTF-8; save it as UTF-8"],
      [Buffer.from("\uFEFFkind: A", "utf16le"), "it is UTF-16; save it as UTF-8"],
    ] as const) {
      assert.equal(
        run(["inject", "-f", "-"], { input }).stderr,
        `mount-monitor-webhook: failed to read stdin: ${why}\n`,
      );
    }
  });

  it("tells its version", () => {
    assert.match(run(["version"]).stdout, /^mount-monitor-webhook \S+ \(\S+\)\n$/);
  });
});

/** Without the version of this build, and of what is derived from it. */
function settled(text: string): string {
  return text
    .replaceAll(/(\\?"version\\?":\\?")[^"\\]*/g, "$1VERSION")
    .replaceAll(/(\\?"config\\?":\\?")[0-9a-f]{16}/g, "$1HASH");
}

function compare(file: string, content: string): void {
  const full = path.join(folder, file);
  if (update) {
    rmSync(full, { force: true });
    writeFileSync(full, content);
  }
  assert.ok(existsSync(full), `${file} is missing; run with UPDATE_GOLDEN=1 and read it`);
  assert.equal(
    content,
    readFileSync(full, "utf8"),
    `${file} is out of date; run with UPDATE_GOLDEN=1 and read the difference`,
  );
}
