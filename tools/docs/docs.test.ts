import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import {
  ANNOTATION_NAMES,
  annotationKey,
  ANNOTATION_PREFIX,
  decodeMonitorConfig,
  EVENT_REASONS,
  EXIT,
  FAULTS,
  INHERITED_ANNOTATION,
  INJECTED_LABEL,
  MOUNT_STATUSES,
  PAUSE_REASON_ANNOTATION,
  STATUS_ANNOTATION,
} from "@mount-monitor/contract";
import { newMonitor } from "../../sidecar/src/core/monitor.ts";
import { renderMetrics } from "../../sidecar/src/core/report/render-metrics.ts";
import { statusDocument } from "../../sidecar/src/core/report/status-document.ts";
import { readEnvironment } from "../../sidecar/src/environment.ts";
import { healthRoutes } from "../../sidecar/src/io/http/routes.ts";
import { PROGRAM } from "../../sidecar/src/program.ts";
import { GRANT_LABEL } from "../../webhook/src/core/grants/names.ts";
import { readEnvironment as readWebhookEnvironment } from "../../webhook/src/environment.ts";
import { PROGRAM as WEBHOOK } from "../../webhook/src/program.ts";
import { codeIn, tableRows } from "./markdown.ts";
import { metricFamilies } from "./metric-families.ts";
import { allCode, pages, read, root } from "./pages.ts";
import { webhookMetrics } from "./webhook-samples.ts";

const reference = read("docs/sidecar.md");
const decisions = read("docs/how-it-decides.md");
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
    for (const file of ["README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/README.md"])
      assert.ok(pages.has(file), `${file} is missing`);
    const index = pages.get("docs/README.md")?.links ?? [];
    for (const file of pages.keys())
      // Those below are named by their own page: the runbooks by metrics.md.
      if (path.dirname(file) === "docs" && file !== "docs/README.md")
        assert.ok(index.includes(path.basename(file)), `docs/README.md does not name ${file}`);
    assert.match(read("LICENSE"), /Apache License\s+Version 2\.0[\s\S]*END OF TERMS AND CONDITIONS/);
  });

  for (const [file, { links }] of pages) {
    it(`${file} links to what exists`, () => {
      for (const link of links) {
        if (/^[a-z]+:/i.test(link)) assertSecure(link);
        else assertResolves(file, link);
      }
    });
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

  it("names only annotations and labels that exist", () => {
    const known = new Set([
      ...ANNOTATION_NAMES.map(annotationKey),
      STATUS_ANNOTATION,
      INHERITED_ANNOTATION,
      INJECTED_LABEL,
      PAUSE_REASON_ANNOTATION,
      GRANT_LABEL,
    ]);
    for (const text of allCode) {
      for (const [key] of text.matchAll(/(?<![\w.])mount-monitor\.io\/[a-z-]*[a-z]/g))
        assert.ok(known.has(key), `there is no ${key} below ${ANNOTATION_PREFIX}`);
    }
  });

  it("names only metrics and variables of the programs", () => {
    const metricNames = new Set(
      [...metricFamilies(metrics), ...metricFamilies(webhookMetrics)].map(({ name }) => name),
    );
    const variables = new Set([
      ...variablesOfSidecar(),
      ...WEBHOOK.options.flatMap(({ env }) => env ?? []),
      ...variablesOfBake(),
      ...variablesRead((env) => readWebhookEnvironment(env, false, "")),
    ]);
    for (const text of allCode) {
      for (const [name] of text.matchAll(/\b(?:mount_monitor|process|nodejs)_[a-z0-9_]+\b/g)) {
        const family = name.replace(/_(?:bucket|sum|count)$/, "");
        assert.ok(metricNames.has(name) || metricNames.has(family), `there is no metric ${name}`);
      }
      const own = /^(?:MOUNT_MONITOR|POD|NODE|KUBERNETES_SERVICE)_[A-Z_]+$/.test(text);
      const foreign = text === "NODE_TLS_REJECT_UNAUTHORIZED";
      assert.ok(!own || foreign || variables.has(text), `no program reads ${text}`);
    }
  });
});

describe("reference of the program", () => {
  it("has each metric with its type and labels, and no other", () => {
    const documented = tableRows(reference, ["name", "type", "labels", "meaning"]).map(
      ([name = "", type = "", labels = ""]) => ({ name: codeIn(name)[0], type, labels: codeIn(labels).toSorted() }),
    );
    assert.deepEqual(documented, metricFamilies(metrics));
  });

  it("has each variable that is read, and no other", () => {
    const documented = [
      ...tableRows(reference, ["variable", "what for"]).flatMap(([cell = ""]) => codeIn(cell)),
      ...tableRows(reference, ["flag", "variable", "meaning"]).flatMap(([, cell = ""]) => codeIn(cell)),
    ];
    assert.deepEqual(sorted(documented), sorted(variablesOfSidecar()));
  });

  it("has each command and flag with its variable, and no other", () => {
    const flags = tableRows(reference, ["flag", "variable", "meaning"]).map((row) => row.slice(0, 2).map(codeIn));
    const known = PROGRAM.options.map(({ flag, short, env }) => [
      [`--${flag}`, ...(short ? [`-${short}`] : [])],
      env ? [env] : [],
    ]);
    assert.deepEqual(flags, [...known, [["--help", "-h"], []]]);
    const commands = tableRows(reference, ["command", "does"]).flatMap(([cell = ""]) => codeIn(cell));
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
    assert.deepEqual(sorted(first(decisions, ["fault", "seen", "restart by default"])), sorted(FAULTS));
    assert.deepEqual(first(decisions, ["state", "when", "what follows"]), MOUNT_STATUSES);
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

/** Whether somebody answers there is not asked: tests go nowhere. */
function assertSecure(link: string): void {
  assert.ok(URL.canParse(link), `${link} is no address`);
  const { protocol, hostname } = new URL(link);
  assert.ok(protocol === "https:" && hostname.includes("."), `${link} is not an address of https`);
}

function assertResolves(file: string, link: string): void {
  const [target = "", anchor] = link.split("#");
  const full = target === "" ? path.join(root, file) : path.resolve(root, path.dirname(file), decodeURI(target));
  assert.ok(full.startsWith(root + path.sep) && existsSync(full), `${link} leads nowhere`);
  if (anchor === undefined) return;
  assert.ok(statSync(full).isFile() && full.endsWith(".md"), `${link} has an anchor, but is no page`);
  assert.ok(pages.get(path.relative(root, full))?.anchors.has(anchor), `${link}: there is no heading #${anchor}`);
}

/** What building the images reads. */
function variablesOfBake(): string[] {
  const bake = readFileSync(path.join(root, "docker-bake.hcl"), "utf8");
  return [...bake.matchAll(/^variable "([A-Z_]+)"/gm)].map(([, name = ""]) => name);
}

function variablesOfSidecar(): string[] {
  return [...variablesRead(readEnvironment), ...PROGRAM.options.flatMap(({ env }) => env ?? [])];
}

function variablesRead(read: (env: Readonly<Record<string, string | undefined>>) => unknown): string[] {
  const names: string[] = [];
  read(new Proxy({}, { get: (_, name) => void names.push(String(name)) }));
  return names;
}
