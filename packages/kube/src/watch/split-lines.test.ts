import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { createLineSplitter } from "./split-lines.ts";

/** Pieces of a stream, cut anywhere: also within a character. */
function cut(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = cuts.map((place) => place % (bytes.length + 1)).toSorted((a, b) => a - b);
  return [...places, bytes.length].map((end, index) => bytes.subarray(places[index - 1] ?? 0, end));
}

describe("createLineSplitter", () => {
  const table: ReadonlyArray<readonly [what: string, chunks: readonly string[], lines: readonly string[][]]> = [
    ["a line at once", ["one\n"], [["one"]]],
    ["several at once", ["one\ntwo\n"], [["one", "two"]]],
    ["one in pieces", ["o", "n", "e\n"], [[], [], ["one"]]],
    ["the end of one and the begin of the next", ["one\ntw", "o\n"], [["one"], ["two"]]],
    ["empty lines", ["\n\none\n \n", "\n"], [["one"], []]],
    ["nothing", ["", "one\n", ""], [[], ["one"], []]],
    ["a rest without an end", ["one\ntwo"], [["one"]]],
  ];
  for (const [what, chunks, lines] of table)
    it(`takes ${what}`, () => {
      const split = createLineSplitter();
      assert.deepEqual(
        chunks.map((chunk) => split(Buffer.from(chunk))),
        lines,
      );
    });

  it("gives the same lines however the stream is cut", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "ß", "€", "𝄞", "👩‍👩‍👧", " ", "\\n", '"') });
    fc.assert(
      fc.property(fc.array(word), fc.array(fc.nat(200), { maxLength: 12 }), (words, cuts) => {
        const split = createLineSplitter();
        const bytes = Buffer.from(words.map((text) => `${text}\n`).join(""));
        assert.deepEqual(
          cut(bytes, cuts).flatMap((chunk) => split(chunk)),
          words.filter((text) => text.trim() !== ""),
        );
      }),
    );
  });

  it("takes a line of 8 MB, and gives up on one that never ends", () => {
    const split = createLineSplitter();
    const piece = Buffer.alloc(65_536, "x");
    for (let count = 0; count < 128; count++) assert.deepEqual(split(piece), []);
    assert.deepEqual(
      split(Buffer.from("\nnext\n")).map(({ length }) => length),
      [128 * 65_536, 4],
    );
    assert.throws(() => {
      for (let count = 0; count < 300; count++) split(piece);
    }, /longer than 16 Mi characters/);
  });
});
