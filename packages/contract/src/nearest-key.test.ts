import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { nearestKey } from "./nearest-key.ts";

const KNOWN = ["checkInterval", "readTimeout", "mounts", "mode", "canaryFile"];

describe("nearestKey", () => {
  const table: ReadonlyArray<readonly [word: string, nearest: string | undefined]> = [
    ["chekInterval", "checkInterval"],
    ["check-interval", "checkInterval"],
    ["check_interval", "checkInterval"],
    ["readTimeuot", "readTimeout"],
    ["mount", "mounts"],
    ["canary", undefined],
    ["xyz", undefined],
    ["", undefined],
    ["a".repeat(100_000), undefined],
  ];
  for (const [word, nearest] of table) {
    it(`${JSON.stringify(word.slice(0, 20))} -> ${nearest}`, () => assert.equal(nearestKey(word, KNOWN), nearest));
  }
});
