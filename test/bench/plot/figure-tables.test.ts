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
| answering, median | 1.50 ms | 1.20x | **missed** | \`make bench-decide\` |`,
    );
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
