import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { BenchDocument } from "./document.ts";
import { EXAMPLE_DOCUMENT } from "./example-document.ts";
import { renderTable } from "./table.ts";

describe("the table", () => {
  it("has machine, versions, each figure, and what was missed", () => {
    assert.equal(
      renderTable(EXAMPLE_DOCUMENT),
      `machine   AMD EPYC, 2 cores, 23.5 GB, Linux 6.18.1
versions  node 24.0.0, commit 0123456789ab
a quick run: it shows that everything works, and is not to be quoted

figure                  value  beside it         ratio  budget
-------------------  --------  ----------------  -----  ---------------------
decide: what deciding costs
  deciding, median   0.046 ms                           met: at most 0.200 ms
  answering, median   1.50 ms  1 ms bare server  1.50x  MISSED: at most 1.20x
  - of a pod with one mount
  broke: Error: no port

cluster: what following costs
  did not run: needs KUBEBUILDER_ASSETS

1 of 2 budgets are met; missed:
  decide: answering, median: 1.50 ms`,
    );
  });

  it("says so where all budgets are met", () => {
    const met: BenchDocument = { ...EXAMPLE_DOCUMENT, suites: EXAMPLE_DOCUMENT.suites.slice(1), quick: false };
    assert.match(renderTable(met), /\n0 of 0 budgets are met$/);
    assert.doesNotMatch(renderTable(met), /quick/);
  });

  it("has each curve in one line", () => {
    const at = (x: number, value: number) =>
      ({ name: `at ${x}`, value, unit: "ms", point: { series: "deciding", of: "mounts", x } }) as const;
    const text = renderTable({
      ...EXAMPLE_DOCUMENT,
      suites: [{ name: "a", about: "b", figures: [at(1, 0.5), { ...at(2, 0.75), unit: "KiB" }, at(64, 2)] }],
    });
    assert.match(text, /\n {2}deciding by mounts, ms: 1: 0\.500 {2}64: 2\n {2}deciding by mounts, KiB: 2: 0\.750\n/);
    assert.doesNotMatch(text, /at 1/);
  });

  it("tells a note of many figures once", () => {
    const [decide] = EXAMPLE_DOCUMENT.suites;
    const figures = decide?.figures.map((figure) => ({ ...figure, note: "the same" })) ?? [];
    const text = renderTable({ ...EXAMPLE_DOCUMENT, suites: [{ name: "a", about: "b", figures }] });
    assert.equal(text.match(/the same/g)?.length, 1);
  });
});
