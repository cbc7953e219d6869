/** docs/webhook.md, and what the documentation shows of `inject` and `explain`, held against the program. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { globSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { EXIT } from "@mount-monitor/contract";
import { DEFAULT_INJECTOR_CONFIG } from "../../webhook/src/core/injector-config.ts";
import { DENY_REASONS, INJECT_REASONS, SKIP_REASONS, WARNING_REASONS } from "../../webhook/src/core/reasons.ts";
import { UNKNOWN_FACTS } from "../../webhook/src/core/cluster-facts.ts";
import { readEnvironment } from "../../webhook/src/environment.ts";
import { buildApp } from "../../webhook/src/io/http/build-app.ts";
import { buildHealthApp } from "../../webhook/src/io/http/health-app.ts";
import { newMetrics } from "../../webhook/src/io/metrics/metrics.ts";
import { PROGRAM } from "../../webhook/src/program.ts";
import { codeIn, tableRows } from "./markdown.ts";
import { metricFamilies } from "./metric-families.ts";
import { allCode, pages, read, root } from "./pages.ts";
import { matchesOutput } from "./shown-output.ts";
import { webhookMetrics, webhookStatus } from "./webhook-samples.ts";

const reference = read("docs/webhook.md");
const firstCells = (heads: readonly string[]) => tableRows(reference, heads).flatMap(([cell = ""]) => codeIn(cell));
const REASONS = { ...INJECT_REASONS, ...SKIP_REASONS, ...DENY_REASONS, ...WARNING_REASONS };

describe("reference of the webhook", () => {
  it("has each command, in the words of the help", () => {
    assert.deepEqual(
      tableRows(reference, ["command", "does"]).map(([cell = ""]) => codeIn(cell)[0]),
      PROGRAM.commands.map(({ name }) => name),
    );
    for (const { name, summary } of PROGRAM.commands) {
      const [, does = ""] = tableRows(reference, ["command", "does"]).find(([cell]) => cell === `\`${name}\``) ?? [];
      assert.equal(does, name === PROGRAM.defaultCommand ? `the default: ${summary}` : summary);
    }
  });

  it("has each flag with its variable and the commands that take it, and no other", () => {
    const documented = tableRows(reference, ["flag", "variable", "commands", "meaning"]).map((row) =>
      row.slice(0, 3).map(codeIn),
    );
    const known = PROGRAM.options.map(({ flag, short, env, commands }) => [
      [`--${flag}`, ...(short ? [`-${short}`] : [])],
      env ? [env] : [],
      commands,
    ]);
    assert.deepEqual(documented, [...known, [["--help", "-h"], [], []]]);
  });

  it("has each variable that is read without a flag", () => {
    const names = new Set<string>();
    readEnvironment(new Proxy({}, { get: (_, name) => void names.add(String(name)) }), false, "");
    for (const name of names)
      assert.ok(
        allCode.some((text) => text.split("=")[0] === name),
        `${name} is read, but not documented`,
      );
  });

  it("has each metric with its type and labels, and no other", () => {
    const documented = tableRows(reference, ["name", "type", "labels", "meaning"]).map(
      ([name = "", type = "", labels = ""]) => ({ name: codeIn(name)[0], type, labels: codeIn(labels).toSorted() }),
    );
    assert.deepEqual(documented, metricFamilies(webhookMetrics));
  });

  it("has each exit code of the help, and no other", () => {
    const codes = tableRows(reference, ["code", "meaning"]).map(([code]) => Number(code));
    const line = PROGRAM.epilogue.find((text) => text.startsWith("Exit codes:")) ?? "";
    assert.deepEqual(
      codes,
      [...line.matchAll(/(?:: |; )(\d+) /g)].map(([, code]) => Number(code)),
    );
    const known = new Set<number>(Object.values(EXIT));
    for (const code of codes) assert.ok(known.has(code));
  });

  it("shows a status with the keys that it has", () => {
    const shown = pages
      .get("docs/webhook.md")
      ?.blocks.find(({ language, text }) => language === "json" && text.includes('"watches"'));
    assert.deepEqual(keyPaths(JSON.parse(shown?.text ?? "{}")), keyPaths(webhookStatus));
  });

  it("has each endpoint, and no other", async () => {
    const metrics = newMetrics();
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const deps = { config: DEFAULT_INJECTOR_CONFIG, facts: () => UNKNOWN_FACTS, metrics, draining: () => false };
    const build = { name: "", version: "", commit: "" };
    const apps = [
      { app: buildApp({ ...deps, log }), shown: firstCells(["request", "answers"]) },
      {
        app: buildHealthApp({
          notReady: () => undefined,
          status: () => assert.fail("nobody asks"),
          metrics: () => webhookMetrics,
          build,
        }),
        shown: firstCells(["path", "answers"]).map((place) => `GET ${place}`),
      },
    ];
    for (const { app, shown } of apps) {
      await app.ready();
      const routes = app.printRoutes({ commonPrefix: false });
      const known = [...routes.matchAll(/(\/\S+) \(([A-Z, ]+)\)/g)].map(
        ([, place = "", methods = ""]) => `${methods.replace(", HEAD", "")} ${place}`,
      );
      assert.deepEqual(shown.toSorted(), known.toSorted());
      await app.close();
    }
  });

  it("has only messages that the program logs", () => {
    const files = ["webhook", "certs", "packages/kube"].map((place) => `${place}/src/**/*.ts`);
    const sources = globSync(files, { cwd: root }).map(read).join("\n");
    const messages = firstCells(["message", "level", "when"]);
    assert.ok(messages.length > 0);
    for (const message of messages) assert.ok(sources.includes(`"${message}"`), `nothing logs ${message}`);
  });

  it("has only reason codes that exist", () => {
    const codes = allCode.flatMap((text) => [
      // A reason that is a sentence stands in quotes, and has spaces.
      ...[...text.matchAll(/\breason=(?:"([a-z-]+)"|([a-z-]+))/g)].map(([, quoted, bare = ""]) => quoted ?? bare),
      ...[...text.matchAll(/\bwarnings=([a-z,-]+)/g)].flatMap(([, list = ""]) => list.split(",")),
      ...[...text.matchAll(/^ {2}(?:inject|skip|deny|warning) \(([a-z-]+)\):/g)].map(([, code = ""]) => code),
    ]);
    assert.ok(codes.length > 0);
    for (const code of codes) assert.ok(Object.hasOwn(REASONS, code), `there is no reason ${code}`);
  });
});

for (const [file, { blocks }] of pages) {
  for (const { language, text, line } of blocks) {
    const command = language === "text" ? /^\$ mount-monitor-webhook (.* -f app\.yaml)$/m.exec(text)?.[1] : undefined;
    if (command === undefined) continue;
    it(`${file}:${line} shows what the program prints`, () => {
      const manifest = blocks.findLast((block) => block.language === "yaml" && block.line < line)?.text ?? "";
      matchesOutput(text.split("\n").slice(1), outputOf(command, manifest));
    });
  }
}

/** `certificate.cas[].id`, in order. */
function keyPaths(value: unknown, prefix = ""): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => keyPaths(item, `${prefix}[]`));
  if (typeof value !== "object" || value === null) return [prefix];
  return Object.entries(value).flatMap(([key, child]) => keyPaths(child, prefix === "" ? key : `${prefix}.${key}`));
}

/** Runs the program from source, as the page says, with the manifest that stands before it. */
function outputOf(command: string, manifest: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-docs-"));
  try {
    writeFileSync(path.join(folder, "app.yaml"), `${manifest}\n`);
    const main = path.join(root, "webhook/src/main.ts");
    const run = spawnSync(process.execPath, [main, ...command.split(" ")], {
      cwd: folder,
      encoding: "utf8",
      env: { PATH: process.env["PATH"] },
    });
    assert.equal(run.error, undefined);
    return run.stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
