import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { EXAMPLE_DOCUMENT } from "../report/example-document.ts";
import { renderBudgets, renderFigures, renderSource } from "./figure-tables.ts";

describe("tables of the documentation", () => {
  it("have each figure of a suite, and the notes", () => {
    assert.equal(
      renderFigures(EXAMPLE_DOCUMENT, "decide"),
      `| figure | value | beside it | ratio | budget |
|---|--:|--:|--:|---|
| deciding, median | 0.046 ms |  |  | 0.200 ms: met |
| answering, median | 1.50 ms | 1 ms (bare server) | 1.50x | 1.20x: **missed** |

- Of a pod with one mount.`,
    );
  });

  it("have every budget, and where it is measured", () => {
    assert.equal(
      renderBudgets(EXAMPLE_DOCUMENT),
      `| what | measured | at most | | command |
|---|--:|--:|---|---|
| deciding, median | 0.046 ms | 0.200 ms | met | \`make bench-decide\` |
| answering, median | 1.50x bare server | 1.20x | **missed** | \`make bench-decide\` |`,
    );
  });

  it("have a budget once, however many were measured beside it", () => {
    const [suite] = EXAMPLE_DOCUMENT.suites;
    const twice = { ...EXAMPLE_DOCUMENT, suites: suite ? [suite, suite] : [] };
    const once = { ...EXAMPLE_DOCUMENT, suites: suite ? [suite] : [] };
    assert.equal(renderBudgets(twice), renderBudgets(once));
  });

  it("say where the figures are from, and whether they may be quoted", () => {
    const source = "AMD EPYC, 2 cores, 24 GB, Linux 6.18.1; node 24.0.0, commit 0123456789ab.";
    assert.equal(renderSource({ ...EXAMPLE_DOCUMENT, quick: false }), source);
    assert.equal(
      renderSource(EXAMPLE_DOCUMENT),
      `${source} Some of it was a short run: it shows that everything works, and is not to be quoted.`,
    );
  });

  it("say what to do where a suite was not measured", () =>
    assert.match(renderFigures(EXAMPLE_DOCUMENT, "cluster"), /^It was no part of this run: `make bench-cluster` /));
});
