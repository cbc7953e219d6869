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
    const files = renderCharts(everything());
    assert.equal(new Set(files.map(([file]) => file)).size, CHARTS.length);
    for (const [file, svg] of files) {
      assert.match(file, /^[a-z-]+\.svg$/);
      assert.match(svg, /^<svg /);
    }
  });

  it("show a baseline as a curve where they say so", () => {
    const [, svg = ""] = renderCharts(everything()).find(([file]) => file === "instances.svg") ?? [];
    assert.match(svg, /monitor from 3\.00 at 1 .*bare node:http from 2\.00 at 1/);
  });

  it("say what to do where figures are missing", () =>
    assert.throws(() => renderCharts(EXAMPLE_DOCUMENT), /failed to draw deciding\.svg: .*; measure all suites/));
});
