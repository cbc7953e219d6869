/** docs/metrics.md and the runbooks, held against the alerts and the chart. */
import assert from "node:assert/strict";
import path from "node:path";
import { describe, it } from "node:test";
import { parse } from "yaml";
import { pages, read } from "./pages.ts";
import { tableRows } from "./markdown.ts";

interface Rule {
  readonly alert: string;
  readonly for?: string;
  readonly labels: { readonly severity: string };
}

const { groups } = parse(read("helm/mount-monitor/rules/mount-monitor.yaml")) as {
  readonly groups: readonly { readonly rules: readonly Rule[] }[];
};
const rules = groups.flatMap((group) => group.rules);
const runbooks = [...pages.keys()].filter((file) => file.startsWith("docs/runbooks/"));
const SECTIONS = ["What it means", "Impact", "How to find out more", "How to mend"];

describe("documentation of the alerts", () => {
  it("has each alert with its severity and its wait, in their order, and no other", () => {
    const documented = tableRows(read("docs/metrics.md"), ["alert", "severity", "after", "fires when"]);
    assert.deepEqual(
      documented.map((row) => row.slice(0, 3)),
      rules.map(({ alert, for: after = "", labels }) => [`[${alert}](runbooks/${alert}.md)`, labels.severity, after]),
    );
  });

  it("has a page for each, and no other", () => {
    const expected = rules.map(({ alert }) => `docs/runbooks/${alert}.md`).toSorted();
    assert.deepEqual(runbooks.toSorted(), expected);
  });

  for (const file of runbooks)
    it(`${file} says what somebody needs who was woken by it`, () => {
      const text = read(file);
      assert.ok(text.startsWith(`# ${path.basename(file, ".md")}\n`));
      const sections = [...text.matchAll(/^## (.+)$/gm)].map(([, title = ""]) => title);
      assert.deepEqual(sections, SECTIONS);
      const [, more = ""] = text.split(`## ${SECTIONS[2]}`);
      assert.match(more, /^(?:kubectl|mount-monitor-webhook) /m, "it has no command to look with");
    });
});
