import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { clipToWidth, displayWidth } from "./display-width.ts";
import { renderTable } from "./render-table.ts";

describe("displayWidth", () => {
  const widths: ReadonlyArray<readonly [text: string, width: number]> = [
    ["", 0],
    ["plex-0", 6],
    ["Bücher", 6],
    ["Bu\u0308cher", 6],
    ["映画", 4],
    ["ﾌｨﾙﾑ", 4],
    ["필름", 4],
    ["фильмы", 6],
    ["🎬", 2],
    ["a\u200Db", 2],
  ];
  for (const [text, width] of widths) it(`${text} takes ${width}`, () => assert.equal(displayWidth(text), width));
});

describe("clipToWidth", () => {
  const clipped: ReadonlyArray<readonly [text: string, width: number, kept: string]> = [
    ["plex", 4, "plex"],
    ["plex-0", 4, "ple…"],
    ["映画館", 5, "映画…"],
    ["映画館", 4, "映…"],
    ["plex", 1, "…"],
  ];
  for (const [text, width, kept] of clipped)
    it(`leaves ${kept} of ${text}`, () => assert.equal(clipToWidth(text, width), kept));
});

describe("renderTable", () => {
  it("aligns columns by what is seen", () =>
    assert.deepEqual(
      renderTable([
        ["A", "B", "C"],
        ["映画", "b", "long cell"],
        ["xyz", "", "-"],
        ["xyz", "b", ""],
      ]),
      ["A      B   C", "映画   b   long cell", "xyz        -", "xyz    b"],
    ));
});
