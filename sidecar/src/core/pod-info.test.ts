import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { parsePodInfo } from "./pod-info.ts";

describe("parsePodInfo", () => {
  const table: ReadonlyArray<readonly [line: string, entry: readonly [string, string] | undefined]> = [
    ['mount-monitor.io/pause="2h"', ["mount-monitor.io/pause", "2h"]],
    ['app="a=b"', ["app", "a=b"]],
    ['empty=""', ["empty", ""]],
    ['quoted="say \\"no\\" \\\\ twice"', ["quoted", 'say "no" \\ twice']],
    ['lines="a\\nb\\tc\\r"', ["lines", "a\nb\tc\r"]],
    ['bell="\\a\\b\\f\\v"', ["bell", "\x07\b\f\v"]],
    ['byte="\\x00\\x7f"', ["byte", "\0\x7f"]],
    ['short="\\u00a0\\ufeff"', ["short", "\u00a0\ufeff"]],
    ['long="\\U000e0001"', ["long", "\u{e0001}"]],
    ['raw="日本 🎬"', ["raw", "日本 🎬"]],
    ['escaped="\\\\u0041"', ["escaped", "\\u0041"]],
    ['too-large="\\Uffffffff"', ["too-large", "\ufffd"]],
    ['="no key"', undefined],
    ["no quotes=x", undefined],
    ['open="never closed', undefined],
    ['half="', undefined],
    ["", undefined],
  ];
  for (const [line, entry] of table) {
    it(line === "" ? "an empty line" : line, () => assert.deepEqual([...parsePodInfo(line)], entry ? [entry] : []));
  }
  it("reads the other lines beside a bad one, and the last of two", () => {
    assert.deepEqual(
      [...parsePodInfo('a="1"\nbroken\nb="2"\r\nb="3"\na="4"')],
      [
        ["a", "4"],
        ["b", "3"],
      ],
    );
  });
  it("reads back what Go would write", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii" }), (value) => {
        const quoted = JSON.stringify(value);
        assert.equal(parsePodInfo(`key=${quoted}`).get("key"), value);
      }),
    );
  });
  it("never throws", () => {
    fc.assert(fc.property(fc.string(), (text) => void parsePodInfo(`a="${text}"\n${text}`)));
    fc.assert(fc.property(fc.stringMatching(/^[\\xuU0-9a-fA-F"]{0,24}$/), (text) => void parsePodInfo(`a="${text}"`)));
  });
});
