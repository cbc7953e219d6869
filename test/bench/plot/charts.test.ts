import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { BenchDocument } from "../report/document.ts";
import { EXAMPLE_DOCUMENT } from "../report/example-document.ts";
import { CHARTS, renderCharts } from "./charts.ts";

/** One point for each curve of each chart. */
function everything(): BenchDocument {
  const figures = CHARTS.flatMap(({ curves }) => curves).map(({ series, of }) => ({
    name: "a",
    value: 3,
    unit: "ms" as const,
    baseline: { name: "bare", value: 2 },
    point: { series, of, x: 1 },
  }));
  return { ...EXAMPLE_DOCUMENT, suites: [{ name: "a", about: "b", figures }] };
}

describe("the plots", () => {
  it("are drawn each, in files of their own", () => {
    const plots = renderCharts(everything());
    assert.equal(new Set(plots.map(({ file }) => file)).size, CHARTS.length);
    for (const { file, svg } of plots) {
      assert.match(file, /^[a-z-]+\.svg$/);
      assert.match(svg, /^<svg /);
    }
  });

  it("show a baseline as a curve where they say so", () => {
    const { svg } = renderCharts(everything()).find(({ file }) => file === "instances.svg") ?? {};
    assert.match(svg ?? "", /monitor from 3\.00 at 1 .*bare node:http from 2\.00 at 1/);
  });

  it("leave out what was not measured", () => {
    assert.deepEqual(renderCharts(EXAMPLE_DOCUMENT), []);
    const [suite] = everything().suites;
    const figures = suite?.figures.filter(({ point }) => point?.of === "volumes") ?? [];
    const plots = renderCharts({ ...EXAMPLE_DOCUMENT, suites: [{ name: "a", about: "b", figures }] });
    assert.deepEqual(
      plots.map(({ file }) => file),
      ["deciding.svg", "allocated.svg", "patch.svg"],
    );
    assert.ok(plots.every(({ svg }) => svg.includes(">volumes</text>") && !svg.includes(">containers</text>")));
  });
});
