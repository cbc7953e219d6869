import assert from "node:assert/strict";
import { it } from "node:test";
import { type Arguments, readArguments } from "./arguments.ts";

const KNOWN = ["decide", "served", "monitor"];
const run = (more: object = {}): Arguments => ({
  t: "run",
  suites: KNOWN,
  quick: false,
  budgets: false,
  json: undefined,
  peers: [],
  ...more,
});

const cases: ReadonlyArray<readonly [string[], Arguments]> = [
  [[], run()],
  [["served", "decide", "served"], run({ suites: ["decide", "served"] })],
  [["--quick", "decide", "--budgets"], run({ suites: ["decide"], quick: true, budgets: true })],
  [["--json", "a.json"], run({ json: "a.json" })],
  [["--json=a=b.json"], run({ json: "a=b.json" })],
  [["--peer", "one --port 1", "--peer=two"], run({ peers: ["one --port 1", "two"] })],
  [["decide", "--help"], { t: "help" }],
  [["-h", "--list"], { t: "help" }],
  [["--list"], { t: "list" }],
];
for (const [words, expected] of cases)
  it(`reads ${words.join(" ") || "nothing"}`, () => assert.deepEqual(readArguments(words, KNOWN), expected));

const wrong: ReadonlyArray<readonly [string[], RegExp]> = [
  [["serve"], /^there is no suite serve; suites are decide, served, monitor$/],
  [["--fast"], /^there is no --fast; flags are --quick, /],
  [["--quick=yes"], /^there is no --quick=yes; /],
  [["--json"], /^--json needs a value: --json FILE$/],
  [["--json="], /^--json needs a value: --json FILE$/],
  [["decide", "--peer"], /^--peer needs a value: --peer "COMMAND"$/],
];
for (const [words, error] of wrong) {
  it(`refuses ${words.join(" ")}`, () => {
    const read = readArguments(words, KNOWN);
    assert.equal(read.t, "wrong");
    assert.match(read.t === "wrong" ? read.error : "", error);
  });
}
