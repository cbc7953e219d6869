/** What people see of many kinds of pods, held by golden files. `UPDATE_GOLDEN=1` writes them anew; read the difference. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { displayWidth } from "../table/display-width.ts";
import { renderScreen } from "./render-screen.ts";
import { renderStatus } from "./render-status.ts";
import { reportStatus } from "./report-status.ts";
import { gapNotes, statusNotes } from "./status-notes.ts";
import { NOW_MS } from "./testing/example-status.ts";
import { manyKinds } from "./testing/many-kinds.ts";

const folder = path.join(import.meta.dirname, "../../../testdata/status");
const gaps = [
  { what: "the monitors were not asked", why: 'you may not "get" the resource "pods/proxy" in namespace other' },
];
const report = reportStatus(manyKinds(), gaps, NOW_MS);
const plain = (text: string) => text;
const coloured = (text: string, colour: string) => (text === "" ? "" : `<${colour}>${text}</${colour}>`);
const table = { wide: false, namespaces: true, headers: true };

const few = new Set(["bazarr-0", "late-0", "plex-5d8f-1", "radarr-0", "sonarr-0"]);
const picture = manyKinds();
const usual = reportStatus({ ...picture, pods: picture.pods.filter(({ pod }) => few.has(pod.name)) }, [], NOW_MS);

const AWAY = ["failed to list pods: dial tcp 10.0.0.1:6443:\nconnect: connection refused"];

const SHOWN: Readonly<Record<string, readonly string[]>> = {
  // What docs/status.md shows.
  usual: [...renderStatus(usual, { ...table, namespaces: false }, plain), ...statusNotes(usual)],
  table: renderStatus(report, table, plain),
  "table-of-one-namespace": renderStatus(report, { ...table, namespaces: false, headers: false }, coloured),
  wide: [...renderStatus(report, { ...table, wide: true }, plain), ...gapNotes(report)],
  notes: statusNotes(report),
  "screen-80x14": renderScreen({ report, failures: [] }, table, { columns: 80, rows: 14 }, plain),
  "screen-300x60": renderScreen({ report, failures: AWAY }, table, { columns: 300, rows: 60 }, coloured),
  json: [JSON.stringify(report, null, 2)],
};

describe("status, of many kinds of pods", () => {
  for (const [name, lines] of Object.entries(SHOWN)) {
    it(name, () => {
      const file = path.join(folder, `${name}.golden`);
      const text = `${lines.join("\n")}\n`;
      if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(file, text);
      assert.ok(existsSync(file), `${name}.golden is missing; run with UPDATE_GOLDEN=1 and read it`);
      assert.equal(text, readFileSync(file, "utf8"), `${name}.golden is out of date; run with UPDATE_GOLDEN=1`);
    });
  }

  it("shows no line that is longer than the screen, nor more of them, whatever is wrong", () => {
    const many = Array.from({ length: 50 }, (_, index) => `there is no pod/p${index} in namespace media`);
    for (const columns of [20, 40, 80])
      for (const rows of [5, 10, 24])
        for (const failures of [[], AWAY, many])
          for (const seen of [report, undefined]) {
            const lines = renderScreen({ report: seen, failures }, table, { columns, rows }, plain);
            assert.ok(lines.length < rows, `${lines.length} lines on ${rows}`);
            for (const line of lines) assert.ok(displayWidth(line) <= columns, line);
          }
  });

  it("shows what went wrong while there is nothing else to show", () =>
    assert.deepEqual(renderScreen({ report: undefined, failures: ["no"] }, table, { columns: 80, rows: 14 }, plain), [
      "no",
    ]));

  it("keeps room for what went wrong, and says how much more did", () => {
    const failures = ["a", "b", "c", "d", "e", "f"];
    const lines = renderScreen({ report, failures }, table, { columns: 80, rows: 13 }, plain);
    assert.equal(lines.length, 12);
    assert.deepEqual(
      lines.slice(-4).map((line) => line.slice(0, 29)),
      ["the monitors were not asked: ", "a", "b", "and 4 more that could not be "],
    );
  });
});
