import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hash, hashOf } from "./hash.ts";

describe("hash", () => {
  // Published test vectors of FNV-1a 64.
  const vectors: ReadonlyArray<readonly [text: string, digits: string]> = [
    ["", "cbf29ce484222325"],
    ["a", "af63dc4c8601ec8c"],
    ["foobar", "85944171f73967e8"],
  ];
  for (const [text, digits] of vectors)
    it(`${JSON.stringify(text)} -> ${digits}`, () => assert.equal(hash(text), digits));

  it("takes the order of keys for nothing, and that of items for something", () => {
    assert.equal(hashOf({ a: 1, b: { c: 2, d: 3 } }), hashOf({ b: { d: 3, c: 2 }, a: 1 }));
    assert.notEqual(hashOf([1, 2]), hashOf([2, 1]));
  });
});
