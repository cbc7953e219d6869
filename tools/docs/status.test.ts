/** docs/status.md, held against the program. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { POD_STATES } from "../../webhook/src/core/status/pod-state.ts";
import { tableHead } from "../../webhook/src/core/status/status-rows.ts";
import { KINDS } from "../../webhook/src/core/live/target.ts";
import { codeIn, tableRows } from "./markdown.ts";
import { pages, read } from "./pages.ts";
import { matchesOutput } from "./shown-output.ts";

const page = read("docs/status.md");
const sorted = (words: Iterable<string>) => [...new Set(words)].toSorted();

describe("page of status", () => {
  it("shows what it prints", () => {
    const blocks = pages.get("docs/status.md")?.blocks ?? [];
    const shown = blocks.find(({ text }) => text.startsWith("$ kubectl mount-monitor status\n"))?.text ?? "";
    matchesOutput(shown.split("\n").slice(1), read("webhook/testdata/status/usual.golden"));
  });

  it("has each state of a pod, in the words of the program", () => {
    const documented = Object.fromEntries(
      tableRows(page, ["state", "means"]).map(([cell = "", means = ""]) => [codeIn(cell)[0], means]),
    );
    assert.deepEqual(sorted(Object.keys(documented)), sorted(Object.keys(POD_STATES)));
    assert.deepEqual(documented, { ...POD_STATES });
  });

  it("has each column", () => {
    const named = tableRows(page, ["column", "says"]).flatMap(([cell = ""]) => cell.split(", "));
    const columns = tableHead({ wide: true, namespaces: true }).filter((column) => column !== "POD");
    assert.deepEqual(sorted(named), sorted(columns));
  });

  it("names each key of the JSON", () => {
    const report: unknown = JSON.parse(read("webhook/testdata/status/json.golden"));
    const code = tableRows(page, ["key", "is"]).flatMap((cells) => cells.flatMap(codeIn));
    const words = new Set(code.flatMap((text) => text.split(/[^A-Za-z]+/)));
    for (const key of keysOf(report)) assert.ok(words.has(key), `${key} is not explained`);
  });

  it("names each kind of workload", () => {
    for (const kind of Object.keys(KINDS)) assert.ok(page.includes(kind.toLowerCase()), kind);
  });

  it("has the limits of the program", () => {
    assert.match(read("webhook/src/io/status/hear-monitors.ts"), /const WIDTH = 64;[\s\S]*const MAX_MS = 20_000;/);
    const ofOne = /const DEADLINE_MS = 3_000;[\s\S]*const MAX_ANSWER_BYTES = 1024 \* 1024;/;
    assert.match(read("webhook/src/io/live/ask-monitor.ts"), ofOne);
    assert.match(
      page,
      /64 monitors are asked at a time, each for 3 seconds and 1 MiB at most, all of them for 20 seconds/,
    );
  });
});

function keysOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(keysOf);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysOf(inner)]);
}
