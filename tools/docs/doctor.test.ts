/** docs/doctor.md, held against the program. Its tables of findings are generated. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { diagnose, SEVERITIES } from "../../webhook/src/core/doctor/diagnose.ts";
import { FINDINGS } from "../../webhook/src/core/doctor/finding-table.ts";
import { reportOf } from "../../webhook/src/core/doctor/report/render-json.ts";
import { CASES } from "../../webhook/src/core/doctor/testing/cases.ts";
import { examplePicture, NOW_MS } from "../../webhook/src/core/doctor/testing/example-picture.ts";
import { codeIn, tableRows } from "./markdown.ts";
import { pages, read } from "./pages.ts";
import { matchesOutput } from "./shown-output.ts";

const page = read("docs/doctor.md");

describe("page of the doctor", () => {
  it("shows what it prints", () => {
    const blocks = pages.get("docs/doctor.md")?.blocks ?? [];
    const shown = blocks.find(({ text }) => text.startsWith("$ mount-monitor-webhook doctor"))?.text ?? "";
    matchesOutput(shown.split("\n").slice(1), read("webhook/testdata/doctor/several-at-once.golden"));
  });

  it("has each severity", () => {
    assert.deepEqual(
      tableRows(page, ["severity", "means"]).map(([cell = ""]) => codeIn(cell)[0]),
      SEVERITIES,
    );
  });

  it("names each key of the JSON", () => {
    const report = reportOf("v1.36.3", diagnose({ ...examplePicture(), ...CASES["not-injected"]?.() }, NOW_MS));
    const finding = report.findings.find(({ pods }) => pods !== undefined);
    assert.ok(finding);
    for (const key of [report, finding, finding.subject].flatMap(Object.keys))
      assert.ok(page.includes(`\`${key}\``), `${key} is not explained`);
  });

  it("shows only findings that exist", () => {
    for (const [, code = ""] of page.matchAll(/ \(([a-z-]+)\)$/gm)) assert.ok(Object.hasOwn(FINDINGS, code), code);
  });
});
