import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { EXAMPLE_DOCUMENT } from "./example-document.ts";
import type { Figure } from "./figure.ts";
import { figureReport } from "./figure-report.ts";
import { readDocument } from "./read-document.ts";

const wholeFigure: Required<Figure> = {
  name: "a",
  value: 3,
  unit: "ratio",
  baseline: { name: "bare", value: 2 },
  budget: { of: "ratio", atMost: 2 },
  note: "of many",
  point: { series: "a", of: "mounts", x: 1 },
};

describe("the document", () => {
  it("is read as it was written", () =>
    assert.deepEqual(readDocument(JSON.stringify(EXAMPLE_DOCUMENT)), { ok: true, document: EXAMPLE_DOCUMENT }));

  it("has a place for everything that a figure can say", () => {
    const figures = [figureReport(wholeFigure)];
    const suites = [{ name: "a", about: "b", figures }];
    assert.ok(readDocument(JSON.stringify({ ...EXAMPLE_DOCUMENT, suites })).ok);
    assert.equal(figures[0]?.ratio, 1.5);
    assert.equal(figures[0]?.budget?.met, true);
  });

  const refused: ReadonlyArray<readonly [string, string, RegExp]> = [
    ["no JSON", "{", /the whole must be object/],
    ["something else", '{"figures":[]}', /the whole must/],
    ["a key that there is not", JSON.stringify({ ...EXAMPLE_DOCUMENT, hostname: "a" }), /must NOT have additional/],
    [
      "a value that JSON cannot hold",
      JSON.stringify({
        ...EXAMPLE_DOCUMENT,
        suites: [{ name: "a", about: "b", figures: [{ ...wholeFigure, value: NaN }] }],
      }),
      /\/suites\/0\/figures\/0\/value must be number/,
    ],
  ];
  for (const [what, text, error] of refused) {
    it(`is not ${what}`, () => {
      const read = readDocument(text);
      assert.match(read.ok ? "" : read.error, error);
    });
  }
});
