import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { firstSentence } from "./first-sentence.ts";

describe("firstSentence", () => {
  for (const [text, expected] of [
    ['error: context "nope" does not exist\n', 'context "nope" does not exist'],
    ["W1126 a warning\nerror: no file.\n", "no file"],
    ["\n  getting credentials: no\nmore\n", "getting credentials: no"],
    ["", ""],
  ] as const)
    it(JSON.stringify(text), () => assert.equal(firstSentence(text), expected));
});
