import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { helpText, listText } from "./help.ts";
import type { Suite } from "./suite.ts";

const suite = (name: string, missing?: string): Suite => ({
  name,
  about: `about ${name}`,
  missing: () => missing,
  run: () => Promise.resolve(),
});

describe("help", () => {
  it("lists suites, and why one cannot run", () =>
    assert.equal(
      listText([suite("one"), suite("longer", "needs a moon")]),
      ["  one     about one", "  longer  about longer", "          cannot run here: needs a moon"].join("\n"),
    ));

  it("has every flag", () => {
    const text = helpText([suite("one")]);
    for (const flag of ["--quick", "--json FILE", "--budgets", "--peer", "--list", "--help"])
      assert.ok(text.includes(flag));
    assert.ok(text.includes("about one"));
  });
});
