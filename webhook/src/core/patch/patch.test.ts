import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { applyPatch } from "./apply-patch.ts";
import { diff } from "./diff.ts";
import type { Patch } from "./patch.ts";

describe("diff", () => {
  const table: ReadonlyArray<readonly [what: string, before: unknown, after: unknown, patch: Patch]> = [
    ["nothing changed", { a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, []],
    ["a key added", { a: 1 }, { a: 1, b: 2 }, [{ op: "add", path: "/b", value: 2 }]],
    ["a key removed", { a: 1, b: 2 }, { a: 1 }, [{ op: "remove", path: "/b" }]],
    ["a value replaced", { a: { b: 1 } }, { a: { b: "x" } }, [{ op: "replace", path: "/a/b", value: "x" }]],
    ["a key with slash and tilde", {}, { "a/b~c": 1 }, [{ op: "add", path: "/a~1b~0c", value: 1 }]],
    [
      "items before",
      ["z"],
      ["x", "y", "z"],
      [
        { op: "add", path: "/0", value: "x" },
        { op: "add", path: "/1", value: "y" },
      ],
    ],
    ["an item behind", ["a"], ["a", "b"], [{ op: "add", path: "/1", value: "b" }]],
    [
      "items in the middle removed",
      [1, 2, 3, 4],
      [1, 4],
      [
        { op: "remove", path: "/2" },
        { op: "remove", path: "/1" },
      ],
    ],
    ["what is undefined on both sides", { a: undefined, b: 1 }, { b: 1, c: undefined }, []],
    ["what was undefined", { a: undefined }, { a: 1 }, [{ op: "add", path: "/a", value: 1 }]],
    ["what becomes undefined", { a: 1, b: 2 }, { a: undefined, b: 2 }, [{ op: "remove", path: "/a" }]],
    [
      "another key with the same value",
      { a: { b: 1 } },
      { a: { c: 1 } },
      [
        { op: "remove", path: "/a/b" },
        { op: "add", path: "/a/c", value: 1 },
      ],
    ],
    ["a key that every object has", {}, { constructor: 1 }, [{ op: "add", path: "/constructor", value: 1 }]],
    ["such a key removed", { constructor: 1 }, {}, [{ op: "remove", path: "/constructor" }]],
    ["an object that was a list", { a: [1] }, { a: { 0: 1 } }, [{ op: "replace", path: "/a", value: { 0: 1 } }]],
    ["a list that was an object", { a: { 0: 1 } }, { a: [1] }, [{ op: "replace", path: "/a", value: [1] }]],
    ["items that are there twice", [1, 1], [1], [{ op: "remove", path: "/1" }]],
    ["a list that was none", { a: null }, { a: [1] }, [{ op: "replace", path: "/a", value: [1] }]],
  ];
  for (const [what, before, after, patch] of table) {
    it(what, () => assert.deepEqual(diff(before, after), patch));
  }

  it("leads from any value to any other", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
        assert.deepEqual(applyPatch(before, diff(before, after)), after);
      }),
    );
  });
});

describe("applyPatch", () => {
  const unfit: ReadonlyArray<readonly [patch: Patch, message: string]> = [
    [[{ op: "remove", path: "/x" }], "failed to remove /x: there is no x"],
    [[{ op: "add", path: "/x/y", value: 1 }], "failed to add /x/y: there is no x"],
    [[{ op: "add", path: "/list/3", value: 1 }], "failed to add /list/3: there is no item 3"],
    [[{ op: "replace", path: "/a/b", value: 1 }], "failed to replace /a/b: its parent is neither object nor list"],
  ];
  for (const [patch, message] of unfit) {
    it(message, () => assert.throws(() => applyPatch({ a: 1, list: [0] }, patch), { message }));
  }

  it("adds behind the last item by a dash", () => {
    assert.deepEqual(applyPatch([1], [{ op: "add", path: "/-", value: 2 }]), [1, 2]);
  });
});
