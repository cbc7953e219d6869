import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { it } from "node:test";
import { SUITES } from "./suites.ts";

const makefile = readFileSync(path.join(import.meta.dirname, "../../Makefile"), "utf8");

it("has a name of its own for each suite", () =>
  assert.equal(new Set(SUITES.map(({ name }) => name)).size, SUITES.length));

for (const { name } of SUITES) {
  it(`has a target of make for ${name}`, () => assert.match(makefile, new RegExp(`^bench-${name}: `, "m")));
}
