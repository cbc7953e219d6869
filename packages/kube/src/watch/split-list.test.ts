import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { createListSplitter } from "./split-list.ts";

function split(chunks: readonly string[]): { readonly items: readonly string[]; readonly rest: string } {
  const items: string[] = [];
  const sift = createListSplitter((json) => void items.push(json));
  return { items, rest: chunks.map(sift).join("") };
}

/** Pieces of a text, cut anywhere. */
function cut(text: string, cuts: readonly number[]): string[] {
  const places = cuts.map((place) => place % (text.length + 1)).toSorted((a, b) => a - b);
  return [...places, text.length].map((end, index) => text.slice(places[index - 1] ?? 0, end));
}

describe("createListSplitter", () => {
  const table: ReadonlyArray<readonly [document: string, items: readonly string[], rest: string]> = [
    ['{"items":[{"a":1},{"b":[{}]}],"metadata":{}}', ['{"a":1}', '{"b":[{}]}'], '{"items":[],"metadata":{}}'],
    ['{"metadata":{"items":[{}]},"items":[]}', [], '{"metadata":{"items":[{}]},"items":[]}'],
    ['{ "items" : [\n {"a": "]}"} ,\n {} ] }', ['{"a": "]}"}', "{}"], '{ "items" : [] }'],
    ['{"items":[{"a":"\\"]"},{"b":"\\\\"}]}', ['{"a":"\\"]"}', '{"b":"\\\\"}'], '{"items":[]}'],
    ['{"items":[1,"{",null,[{}],{"a":1},true]}', ['{"a":1}'], '{"items":[]}'],
    ['{"items":null,"x":[{}]}', [], '{"items":null,"x":[{}]}'],
    ['{"items":{"items":[{}]}}', [], '{"items":{"items":[{}]}}'],
    ['{"x\\"items":[{}]}', [], '{"x\\"items":[{}]}'],
    ['{"noitems":[{}],"items ":[{}]}', [], '{"noitems":[{}],"items ":[{}]}'],
    ['[{"items":[{}]}]', [], '[{"items":[{}]}]'],
    ['{"items":[{"a":', [], '{"items":['],
  ];
  for (const [document, items, rest] of table)
    it(`takes ${document} apart, also one character at a time`, () => {
      assert.deepEqual(split([document]), { items, rest });
      assert.deepEqual(split(document.split("")), { items, rest });
    });

  it("finds in any list what JSON.parse finds, however it is cut and indented", () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    const document = fc.record({ kind: value, items: fc.array(value), metadata: value, other: fc.array(value) });
    const indent = fc.constantFrom(undefined, 1, "\t");
    fc.assert(
      fc.property(document, fc.array(fc.nat(500), { maxLength: 12 }), indent, (list, cuts, space) => {
        const { items, rest } = split(cut(JSON.stringify(list, null, space), cuts));
        const objects = list.items.filter((item) => typeof item === "object" && item !== null && !Array.isArray(item));
        assert.deepEqual(
          items.map((json) => JSON.parse(json)),
          JSON.parse(JSON.stringify(objects)),
        );
        assert.deepEqual(JSON.parse(rest), JSON.parse(JSON.stringify({ ...list, items: [] })));
      }),
    );
  });

  it("does no harm to what is no JSON", () =>
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom(...'{}[]",:\\ ', '"items":[') })),
        (chunks) => void split(chunks),
      ),
    ));

  it("gives up an item that never ends", () => {
    const sift = createListSplitter(() => {});
    sift('{"items":[{"a":"');
    assert.throws(() => {
      for (let count = 0; count < 300; count++) sift("x".repeat(65_536));
    }, /longer than 16 Mi characters/);
  });
});
