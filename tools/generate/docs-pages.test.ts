import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { renderAnnotationsPage } from "./annotations-page.ts";
import { renderFindings } from "./findings-tables.ts";
import { renderReasonsPage } from "./reasons-page.ts";
import { replaceBetweenMarks } from "./settings-table.ts";

const docs = path.join(import.meta.dirname, "../../docs");

describe("pages that are made from tables say what the tables say", () => {
  const doctor = readFileSync(path.join(docs, "doctor.md"), "utf8");
  const pages: ReadonlyArray<readonly [file: string, content: string]> = [
    ["annotations.md", renderAnnotationsPage()],
    ["reasons.md", renderReasonsPage()],
    ["doctor.md", replaceBetweenMarks(doctor, "findings", renderFindings())],
  ];
  for (const [file, content] of pages) {
    it(file, () => assert.equal(readFileSync(path.join(docs, file), "utf8"), content, "do: npm run generate"));
  }
});
