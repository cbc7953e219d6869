import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { decodeMonitorConfig, EVENT_REASONS, EXIT, FAULTS, MOUNT_STATUSES } from "@mount-monitor/contract";
import { newMonitor } from "../../sidecar/src/core/monitor.ts";
import { renderMetrics } from "../../sidecar/src/core/report/render-metrics.ts";
import { statusDocument } from "../../sidecar/src/core/report/status-document.ts";
import { readEnvironment } from "../../sidecar/src/environment.ts";
import { healthRoutes } from "../../sidecar/src/io/http/routes.ts";
import { PROGRAM } from "../../sidecar/src/program.ts";
import { codeIn, readMarkdown, tableRows } from "./markdown.ts";
import { metricFamilies } from "./metric-families.ts";
import { webhookMetrics } from "./webhook-metrics.ts";

const root = path.resolve(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const files = globSync("**/*.md", { cwd: root, exclude: (name) => /(^|\/)(node_modules|dist)$/.test(name) }).toSorted();
const pages = new Map(files.map((file) => [file, readMarkdown(read(file))]));
const allCode = [...pages.values()].flatMap(({ code }) => code);
const reference = read("docs/sidecar.md");
const readme = read("README.md");
const sorted = (words: Iterable<string>) => [...new Set(words)].toSorted();

const decoded = decodeMonitorConfig('{"mounts":[{"path":"/mnt/media"}]}');
assert.ok(decoded.ok);
const healthyOnce = newMonitor(decoded.config, 0);
const state = {
  ...healthyOnce,
  tracks: healthyOnce.tracks.map((track) => ({ ...track, record: { ...track.record, lastSuccessMs: 0 } })),
};
const frame = { version: "0", nowMs: 0, wallNowMs: 0 };
const metrics = renderMetrics(state, {
  ...frame,
  commit: "0",
  counters: () => undefined,
  restarts: () => 0,
  permitted: true,
  process: { cpuSeconds: 0, residentBytes: 0, startMs: 0 },
});
const status = statusDocument(state, { ...frame, mounted: () => undefined, selfTest: null });

describe("documentation", () => {
  it("is there", () => {
    for (const file of ["README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/README.md", "docs/sidecar.md"])
      assert.ok(pages.has(file), `${file} is missing`);
    assert.match(read("LICENSE"), /Apache License\s+Version 2\.0[\s\S]*END OF TERMS AND CONDITIONS/);
  });

  for (const [file, { links }] of pages) {
    it(`${file} links to what exists`, () => {
      for (const link of links) if (!/^[a-z]+:/i.test(link)) assertResolves(file, link);
    });
  }

  for (const [file, { blocks }] of pages) {
    for (const { language, text, line } of blocks) {
      if (language === "json")
        it(`${file}:${line} is JSON, and valid where it is a configuration`, () => checkJson(text));
    }
  }

  it("names only make targets and npm scripts that exist", () => {
    const targets = new Set([...read("Makefile").matchAll(/^([a-z][a-z-]*):/gm)].map(([, target = ""]) => target));
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    for (const text of allCode) {
      for (const [, target = ""] of text.matchAll(/(?:^|[;&] *)make ([a-z][a-z-]*)/g))
        assert.ok(targets.has(target), `there is no target ${target}: make ${target}`);
      for (const [, script = ""] of text.matchAll(/npm run (?:-s |--silent )?([a-z][a-z:-]*)/g))
        assert.ok(Object.hasOwn(scripts, script), `there is no script ${script}: npm run ${script}`);
    }
  });
});

describe("reference of the program", () => {
  it("has each metric with its type and labels, and no other", () => {
    const rows = tableRows(reference, ["name", "type", "labels", "meaning"]);
    const documented = rows.map(([name = "", type = "", labels = ""]) => [
      ...codeIn(name),
      type,
      codeIn(labels).toSorted(),
    ]);
    assert.deepEqual(documented, metricFamilies(metrics));
    const known = new Set([...metricFamilies(metrics), ...metricFamilies(webhookMetrics())].map(([name]) => name));
    for (const text of allCode) {
      for (const [name] of text.matchAll(/\b(?:mount_monitor|process)_[a-z_]+\b/g)) {
        assert.ok(
          known.has(name) || known.has(name.replace(/_(?:bucket|sum|count)$/, "")),
          `there is no metric ${name}`,
        );
      }
    }
  });

  it("has each variable that is read, and no other", () => {
    const names: string[] = [];
    readEnvironment(new Proxy({}, { get: (_, name) => void names.push(String(name)) }));
    names.push(...PROGRAM.options.flatMap(({ env }) => env ?? []));
    const own = /^(?:MOUNT_MONITOR|POD|NODE|KUBERNETES_SERVICE)_[A-Z_]+$/;
    const documented = [
      ...tableRows(reference, ["variable", "what for"]).flatMap(([cell = ""]) => codeIn(cell)),
      ...tableRows(readme, ["flag", "variable", "meaning"]).flatMap(([, cell = ""]) => codeIn(cell)),
    ];
    assert.deepEqual(sorted(documented), sorted(names));
    const elsewhere = allCode.filter((text) => own.test(text));
    for (const name of elsewhere) {
      const foreign = name === "NODE_TLS_REJECT_UNAUTHORIZED";
      assert.ok(foreign || names.includes(name), `the program does not read ${name}`);
    }
  });

  it("has each command and flag with its variable, and no other", () => {
    const flags = tableRows(readme, ["flag", "variable", "meaning"]).map((row) => row.slice(0, 2).map(codeIn));
    const known = PROGRAM.options.map(({ flag, short, env }) => [
      [`--${flag}`, ...(short ? [`-${short}`] : [])],
      env ? [env] : [],
    ]);
    assert.deepEqual(flags, [...known, [["--help", "-h"], []]]);
    const commands = tableRows(readme, ["command", "does"]).flatMap(([cell = ""]) => codeIn(cell));
    assert.deepEqual(
      commands,
      PROGRAM.commands.map(({ name }) => name),
    );
  });

  it("has each exit code, and no other", () => {
    const codes = tableRows(reference, ["code", "meaning"]).map(([code]) => Number(code));
    assert.deepEqual(codes, [...new Set<number>(Object.values(EXIT))]);
  });

  it("has each event, fault and state of a mount", () => {
    const first = (text: string, heads: readonly string[]) =>
      tableRows(text, heads).flatMap(([cell = ""]) => codeIn(cell));
    assert.deepEqual(first(reference, ["reason", "type", "when"]), EVENT_REASONS);
    assert.deepEqual(sorted(first(reference, ["fault", "errors"])), sorted(FAULTS));
    assert.deepEqual(sorted(first(readme, ["fault", "seen", "restart by default"])), sorted(FAULTS));
    assert.deepEqual(first(readme, ["state", "when", "what follows"]), MOUNT_STATUSES);
  });

  it("has only endpoints that answer", () => {
    const route = healthRoutes({
      state: () => state,
      status: () => status,
      metrics: () => metrics,
      build: { name: "", version: "", commit: "" },
    });
    const paths = tableRows(reference, ["path", "answers"]).flatMap(([cell = ""]) => codeIn(cell));
    assert.ok(paths.length > 0);
    for (const endpoint of paths) assert.ok(route(endpoint), `there is nothing at ${endpoint}`);
  });

  it("shows a status document with the keys that it has", () => {
    const blocks = pages.get("docs/sidecar.md")?.blocks ?? [];
    const shown = blocks.find(({ language, text }) => language === "json" && text.includes('"timestamp"'));
    const document = JSON.parse(shown?.text ?? "{}") as typeof status;
    assert.deepEqual(Object.keys(document), Object.keys(status));
    assert.deepEqual(Object.keys(document.mounts[0] ?? {}), Object.keys(status.mounts[0] ?? {}));
    assert.deepEqual(Object.keys(document.restart), Object.keys(status.restart));
  });
});

function assertResolves(file: string, link: string): void {
  const [target = "", anchor] = link.split("#");
  const full = target === "" ? path.join(root, file) : path.resolve(root, path.dirname(file), decodeURI(target));
  assert.ok(full.startsWith(root + path.sep) && existsSync(full), `${link} leads nowhere`);
  if (anchor === undefined) return;
  assert.ok(statSync(full).isFile() && full.endsWith(".md"), `${link} has an anchor, but is no page`);
  assert.ok(pages.get(path.relative(root, full))?.anchors.has(anchor), `${link}: there is no heading #${anchor}`);
}

/** A status document and an answer have `mounts` as well; only a configuration has neither of the other two keys. */
function checkJson(text: string): void {
  const data = JSON.parse(text) as Record<string, unknown>;
  if (!("mounts" in data) || "timestamp" in data || "level" in data) return;
  const result = decodeMonitorConfig(text);
  assert.deepEqual(result.ok ? [] : result.errors, []);
}
