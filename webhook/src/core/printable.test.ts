import assert from "node:assert/strict";
import { it } from "node:test";
import { printable } from "./printable.ts";

it("writes out what would drive a terminal, at any depth", () => {
  const red = "\u001B[31mred";
  assert.deepEqual(printable({ [red]: [red, { a: "two\nlines", n: 1, u: undefined, z: null }] }), {
    "\\u{1b}[31mred": ["\\u{1b}[31mred", { a: "two\nlines", n: 1, u: undefined, z: null }],
  });
});
