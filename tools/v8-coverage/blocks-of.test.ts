import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { blocksOf } from "./blocks-of.ts";

describe("blocksOf", () => {
  it("goes by the innermost range", () =>
    assert.deepEqual(
      blocksOf([
        { startOffset: 0, endOffset: 100, count: 2 },
        { startOffset: 20, endOffset: 60, count: 0 },
        { startOffset: 30, endOffset: 40, count: 1 },
      ]),
      [
        { from: 0, to: 20 },
        { from: 30, to: 40 },
        { from: 60, to: 100 },
      ],
    ));
});
