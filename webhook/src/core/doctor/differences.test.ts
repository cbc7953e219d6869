import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { differences } from "./differences.ts";

describe("differences", () => {
  const table: ReadonlyArray<readonly [what: string, ours: unknown, live: unknown, expected: readonly string[]]> = [
    ["the same", { a: [1, { b: "x" }] }, { a: [1, { b: "x" }] }, []],
    ["what the server adds", { a: 1, list: [{ b: 1 }] }, { a: 1, scope: "*", list: [{ b: 1, c: {} }] }, []],
    ["folded lines", { expression: "a &&\nb" }, { expression: "a && b\n" }, []],
    ["another value", { a: { b: 1 } }, { a: { b: 2 } }, ["a.b"]],
    ["one that is missing", { a: { b: 1 } }, {}, ["a"]],
    ["in a list", { a: [{ b: 1 }, { b: 2 }] }, { a: [{ b: 1 }, { b: 3 }] }, ["a[1].b"]],
    ["a longer list", { a: [1] }, { a: [1, 2] }, ["a"]],
    ["no list", { a: [1] }, { a: "x" }, ["a"]],
    ["several", { a: 1, b: 2 }, { a: 2, b: 1 }, ["a", "b"]],
  ];
  for (const [what, ours, live, expected] of table) it(what, () => assert.deepEqual(differences(ours, live), expected));
});
