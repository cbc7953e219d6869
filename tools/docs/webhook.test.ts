/** docs/webhook.md and every manifest in the documentation, held against the program. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { globSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { EXIT } from "@mount-monitor/contract";
import { Ajv } from "ajv";
import { DEFAULT_INJECTOR_CONFIG } from "../../webhook/src/core/injector-config.ts";
import { DENY_REASONS, INJECT_REASONS, SKIP_REASONS, WARNING_REASONS } from "../../webhook/src/core/reasons.ts";
import { UNKNOWN_FACTS } from "../../webhook/src/core/cluster-facts.ts";
import { readEnvironment } from "../../webhook/src/environment.ts";
import { decodeWebhookConfig } from "../../webhook/src/io/config/decode-config.ts";
import { buildApp } from "../../webhook/src/io/http/build-app.ts";
import { buildHealthApp } from "../../webhook/src/io/http/health-app.ts";
import { parseManifests } from "../../webhook/src/io/manifest/read-manifests.ts";
import { parseYaml } from "../../webhook/src/io/manifest/parse-yaml.ts";
import { newMetrics } from "../../webhook/src/io/metrics/metrics.ts";
import { findingsOf } from "../../webhook/src/io/offline/findings.ts";
import { offlineFacts } from "../../webhook/src/io/offline/offline-facts.ts";
import { planObject } from "../../webhook/src/io/offline/plan-object.ts";
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
    if (language === "yaml")
      it(`${file}:${line} is a manifest without a mistake, or a configuration of the webhook`, () => checkYaml(text));
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

function checkYaml(text: string): void {
  // A configuration of Prometheus, which promtool looks at in test/metrics.
  if (text.startsWith("scrape_configs:")) return;
  const parsed = parseYaml({ text, line: 1 });
  if (text.startsWith("# values.yaml\n")) return checkValues(parsed.ok ? parsed.value : parsed.error);
  const isManifest = /^kind:/m.test(text);
  if (!isManifest) {
    assert.ok(parsed.ok, parsed.ok ? "" : parsed.error);
    const decoded = decodeWebhookConfig(parsed.value, "0");
    assert.deepEqual(decoded.ok ? [] : decoded.errors, []);
    return;
  }
  const errors: string[] = [];
  const objects = parseManifests(text, "manifest", errors).flatMap((manifest) => manifest.objects);
  assert.deepEqual(errors, []);
  const known = objects.map(({ object }) => object);
  const facts = offlineFacts(known, "default", undefined);
  for (const object of known) {
    const plan = planObject(object, { namespace: "default", config: DEFAULT_INJECTOR_CONFIG, facts });
    const mistakes = findingsOf(plan).filter(
      ({ level, code }) => level !== "warning" || code === "unknown-annotation" || code === "annotation-without-effect",
    );
    assert.deepEqual(mistakes, []);
    if (plan.pod && JSON.stringify(object).includes("mount-monitor.io/paths")) assert.equal(plan.pod.t, "inject");
  }
}

/** As Helm checks the values of the chart. */
function checkValues(values: unknown): void {
  const ajv = new Ajv({ strict: false, allErrors: true });
  const isValid = ajv.compile(JSON.parse(read("helm/mount-monitor/values.schema.json")) as object);
  assert.ok(isValid(values), ajv.errorsText(isValid.errors));
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
