import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ExplainedObject } from "./explain-document.ts";
import { explainText } from "./explain-text.ts";

const ENTRY: ExplainedObject = {
  source: "app.yaml",
  document: 1,
  line: 1,
  kind: "Deployment",
  namespace: "media",
  name: "plex",
  decision: "inject",
  reason: "injected",
  sentence: "gate and monitor were injected",
  advice: undefined,
  findings: [],
  settings: [],
  paths: [],
  injection: undefined,
};

describe("a setting of several lines, in one", () => {
  const cases: ReadonlyArray<readonly [what: string, value: string, shown: string]> = [
    ["a list", "/tv\n/films\n", "/tv, /films"],
    [
      "a list of JSON",
      '[\n  { "path": "/tv" },\n  { "path": "/films" }\n]\n',
      '[ { "path": "/tv" }, { "path": "/films" } ]',
    ],
    ["an object of JSON", '{\n  "limits": {}\n}', '{ "limits": {} }'],
  ];
  for (const [what, value, shown] of cases) {
    it(what, () => {
      const settings = [{ name: "mounts", value, source: "workload", unsetBy: undefined }] as const;
      const text = explainText({ ...ENTRY, settings }, (word) => word);
      assert.equal(text.split("\n").at(-2), `    mounts  ${shown}  (from workload)`);
    });
  }
});
