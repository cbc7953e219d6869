import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type LineChart, renderLineChart } from "./line-chart.ts";

const chart: LineChart = {
  title: "Memory & <more>",
  xLabel: "pods followed",
  yLabel: "resident memory, MB",
  series: [
    {
      name: "webhook",
      points: [
        { x: 2_000, y: 100 },
        { x: 0, y: 50 },
      ],
    },
    { name: "bare", points: [{ x: 0, y: 40 }] },
  ],
  limit: { name: "budget 110 MB", y: 110 },
};

const count = (text: string, what: RegExp) => [...text.matchAll(what)].length;

describe("a line chart", () => {
  const svg = renderLineChart(chart);

  it("draws each curve from left to right, with a mark at each point", () => {
    assert.deepEqual(
      [...svg.matchAll(/<polyline class="line (s\d)" points="([^"]*)"/g)].map(([, series, points]) => [series, points]),
      [
        // 120 is the last tick: 50 is 5/12 of the way from 344 up to 78, 100 is 10/12.
        ["s0", "68,233.2 696,122.3"],
        ["s1", "68,255.3"],
      ],
    );
    // One for each point, and one in the legend.
    assert.equal(count(svg, /<circle class="mark s0"/g), 3);
    assert.equal(count(svg, /<polygon class="mark s1"/g), 2);
  });

  it("has title, axes with units, names of curves and the limit", () => {
    for (const words of [
      "Memory &amp; &lt;more&gt;",
      "pods followed",
      "resident memory, MB",
      "webhook",
      "bare",
      "budget 110 MB",
    ])
      assert.ok(svg.includes(`>${words}</text>`), words);
    assert.match(svg, /<desc [^>]*>resident memory, MB over pods followed: webhook from /);
  });

  it("has colours for light and for dark pages", () => {
    const [light = "", dark = ""] = svg.split("@media (prefers-color-scheme:dark)");
    for (const role of ["back", "text", "grid", "limit", "line.s0", "mark.s3"]) {
      assert.ok(light.includes(`.${role}{`), role);
      assert.ok(dark.includes(`.${role}{`), role);
    }
  });

  it("is the same for the same figures", () => assert.equal(renderLineChart(chart), svg));

  it("reaches as high as the limit, where all curves stay far below", () => {
    const low = renderLineChart({ ...chart, limit: { name: "far", y: 1_000 } });
    assert.match(low, />1,000<\/text>/);
  });

  it("refuses more curves than can be told apart", () => {
    const series = Array.from({ length: 5 }, () => ({ name: "a", points: [] }));
    assert.throws(() => renderLineChart({ ...chart, series }), /has 5 curves/);
  });
});
