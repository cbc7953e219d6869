import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Figure } from "./figure.ts";
import { judgeFigure, ratioOf } from "./judge-figure.ts";

const figure = (value: number, more: Partial<Figure> = {}): Figure => ({ name: "a", value, unit: "ms", ...more });
const beside = (value: number) => ({ baseline: { name: "bare", value } });

describe("a figure", () => {
  const ratios: ReadonlyArray<readonly [Figure, number | undefined]> = [
    [figure(3, beside(2)), 1.5],
    [figure(0, beside(2)), 0],
    [figure(3), undefined],
    [figure(3, beside(0)), undefined],
  ];
  for (const [one, ratio] of ratios)
    it(`${one.value} beside ${one.baseline?.value} is ${ratio} times as much`, () => assert.equal(ratioOf(one), ratio));

  const judged: ReadonlyArray<readonly [Figure, "met" | "missed" | undefined]> = [
    [figure(3), undefined],
    [figure(3, { budget: { of: "value", atMost: 3 } }), "met"],
    [figure(3.01, { budget: { of: "value", atMost: 3 } }), "missed"],
    [figure(Number.NaN, { budget: { of: "value", atMost: 3 } }), "missed"],
    [figure(3, { ...beside(2), budget: { of: "ratio", atMost: 1.5 } }), "met"],
    [figure(3, { ...beside(1), budget: { of: "ratio", atMost: 1.5 } }), "missed"],
    // What is to be compared has nothing to be compared with.
    [figure(1, { budget: { of: "ratio", atMost: 1.5 } }), "missed"],
  ];
  for (const [one, verdict] of judged) {
    it(`${one.value} beside ${one.baseline?.value}, at most ${one.budget?.atMost} as ${one.budget?.of}: ${verdict}`, () =>
      assert.equal(judgeFigure(one), verdict));
  }
});
