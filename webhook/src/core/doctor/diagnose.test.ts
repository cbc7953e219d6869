/**
 * What the doctor says about a cluster in which all is well but for one thing, held by `webhook/testdata/doctor/<name>.golden`.
 * Findings that are the same in the healthy cluster are left out of the files.
 */
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { diagnose } from "./diagnose.ts";
import { FINDINGS } from "./finding-table.ts";
import { renderJson, reportOf } from "./report/render-json.ts";
import { renderText } from "./report/render-text.ts";
import { CASES } from "./testing/cases.ts";
import { examplePicture, NOW_MS } from "./testing/example-picture.ts";

const folder = path.join(import.meta.dirname, "../../../testdata/doctor");
const plain = (text: string) => text;
const healthy = diagnose(examplePicture(), NOW_MS);

describe("diagnose", () => {
  it("finds nothing wrong in a healthy cluster", () => {
    assert.deepEqual(new Set(healthy.map(({ severity }) => severity)), new Set(["ok"]));
    compare("healthy.golden", renderText(healthy, plain));
  });

  const codes = new Set<string>(healthy.map(({ code }) => code));
  for (const [name, change] of Object.entries(CASES)) {
    it(name, () => {
      const findings = diagnose({ ...examplePicture(), ...change() }, NOW_MS);
      for (const { code } of findings) codes.add(code);
      const usual = new Set(healthy.map((finding) => JSON.stringify(finding)));
      compare(
        `${name}.golden`,
        renderText(
          findings.filter((finding) => !usual.has(JSON.stringify(finding))),
          plain,
        ),
      );
    });
  }

  it("has a case for every finding", () => {
    assert.deepEqual(
      Object.keys(FINDINGS).filter((code) => !codes.has(code)),
      [],
    );
  });

  it("prints the same as JSON", () => {
    const change = CASES["several-at-once"];
    assert.ok(change);
    const findings = diagnose({ ...examplePicture(), ...change() }, NOW_MS);
    compare("several-at-once.json", renderJson(reportOf("v1.36.3", findings)));
  });
});

function compare(file: string, content: string): void {
  const full = path.join(folder, file);
  if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(full, content);
  assert.ok(existsSync(full), `${file} is missing; run with UPDATE_GOLDEN=1 and read it`);
  assert.equal(content, readFileSync(full, "utf8"), `${file}: run with UPDATE_GOLDEN=1 and read the difference`);
}
