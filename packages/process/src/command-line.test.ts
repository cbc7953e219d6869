import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type CommandLine, type ProgramSpec, readCommandLine } from "./command-line.ts";
import { renderHelp } from "./help.ts";

const SPEC: ProgramSpec = {
  name: "probe",
  about: "Looks at things.",
  commands: [
    { name: "watch", summary: "look for ever" },
    { name: "look", summary: "look once" },
  ],
  defaultCommand: "watch",
  options: [
    { flag: "config", short: "c", env: "PROBE_CONFIG", value: "FILE", help: "what to look at" },
    { flag: "http-port", env: "PROBE_PORT", value: "PORT", help: "where to answer", commands: ["watch"] },
    { flag: "once", help: "look once", commands: ["look"] },
    { flag: "at", value: "PLACE", help: "where to look, may be repeated", repeatable: true, commands: ["look"] },
  ],
  epilogue: ["Read on at home."],
};

describe("readCommandLine", () => {
  const table: ReadonlyArray<
    readonly [name: string, argv: string, env: Record<string, string>, expected: CommandLine]
  > = [
    ["the default command", "", {}, { t: "run", command: "watch", values: {}, operands: [] }],
    [
      "a flag with =",
      "--config=a.json",
      {},
      { t: "run", command: "watch", values: { config: "a.json" }, operands: [] },
    ],
    ["a short flag", "-c a.json watch", {}, { t: "run", command: "watch", values: { config: "a.json" }, operands: [] }],
    [
      "the environment",
      "",
      { PROBE_PORT: "1" },
      { t: "run", command: "watch", values: { "http-port": "1" }, operands: [] },
    ],
    [
      "flag over environment",
      "--http-port 2",
      { PROBE_PORT: "1" },
      { t: "run", command: "watch", values: { "http-port": "2" }, operands: [] },
    ],
    ["an empty variable is unset", "", { PROBE_PORT: "" }, { t: "run", command: "watch", values: {}, operands: [] }],
    [
      "the last one counts",
      "--config a --config b",
      {},
      { t: "run", command: "watch", values: { config: "b" }, operands: [] },
    ],
    [
      "a repeated flag",
      "look --at a --at=b",
      {},
      { t: "run", command: "look", values: { at: "b" }, lists: { at: ["a", "b"] }, operands: [] },
    ],
    [
      "a dash as value",
      "look --at -",
      {},
      { t: "run", command: "look", values: { at: "-" }, lists: { at: ["-"] }, operands: [] },
    ],
    ["a switch", "look --once", {}, { t: "run", command: "look", values: { once: "true" }, operands: [] }],
    ["operands", "look a b", {}, { t: "run", command: "look", values: {}, operands: ["a", "b"] }],
    ["help", "--help", {}, { t: "help", command: undefined }],
    ["help of a command", "look -h", {}, { t: "help", command: "look" }],
    ["help behind a command", "look help", {}, { t: "help", command: "look" }],
    ["help behind a command, among flags", "look --once help", {}, { t: "help", command: "look" }],
    ["a place that is called help", "look -- help", {}, { t: "run", command: "look", values: {}, operands: ["help"] }],
    [
      "help among other operands",
      "look help a",
      {},
      { t: "run", command: "look", values: {}, operands: ["help", "a"] },
    ],
    // A shell makes this of `--at *`.
    [
      "help behind a flag that may be repeated",
      "look --at a help",
      {},
      { t: "run", command: "look", values: { at: "a" }, lists: { at: ["a"] }, operands: ["help"] },
    ],
    ["an unknown flag", "--confg=a", {}, { t: "wrong", error: "there is no flag --confg; did you mean --config?" }],
    ["an unknown command", "lok", {}, { t: "wrong", error: 'there is no command "lok"; did you mean look?' }],
    ["a missing value", "--config", {}, { t: "wrong", error: "--config needs a value: --config FILE" }],
    ["a flag as value", "--config --http-port", {}, { t: "wrong", error: "--config needs a value: --config FILE" }],
    [
      "a value for a switch",
      "look --once=no",
      {},
      { t: "wrong", error: "--once is a switch and takes no value; leave =no away" },
    ],
    [
      "another command's flag",
      "look --http-port 1",
      {},
      { t: "wrong", error: "--http-port does not belong to look; it belongs to watch" },
    ],
  ];
  for (const [name, argv, env, expected] of table) {
    it(name, () => assert.deepEqual(readCommandLine(SPEC, argv.split(" ").filter(Boolean), env), expected));
  }
});

describe("renderHelp", () => {
  it("teaches the whole program", () => {
    assert.equal(
      renderHelp(SPEC),
      `Looks at things.

Usage: probe [command] [flags]

Commands:
  watch  look for ever (default)
  look   look once

Flags:
  -c, --config FILE     what to look at [PROBE_CONFIG]
      --http-port PORT  where to answer [PROBE_PORT]
      --once            look once
      --at PLACE        where to look, may be repeated
  -h, --help            this text

Read on at home.
`,
    );
  });

  it("shows of one command only the flags that it takes", () => {
    assert.doesNotMatch(renderHelp(SPEC, "look"), /http-port/);
  });
});

describe("a program without a default command", () => {
  const { defaultCommand: _, ...rest } = SPEC;
  const spec: ProgramSpec = {
    ...rest,
    commands: [
      { name: "look", summary: "look once", operands: "[PLACE ...]", details: ["Examples:", "  probe look here"] },
    ],
    options: [{ flag: "at", value: "PLACE", help: "a place", helpOf: { look: "where to look" } }],
  };
  it("shows its help where nothing is asked of it", () =>
    assert.deepEqual(readCommandLine(spec, [], {}), { t: "help", command: undefined }));
  it("does not guess", () =>
    assert.deepEqual(readCommandLine(spec, ["--at", "home"], {}), {
      t: "wrong",
      error: "there is no command; commands are look",
    }));
  it("shows the help of a command in either way", () => {
    for (const argv of ["help look", "look --help", "look help"])
      assert.deepEqual(readCommandLine(spec, argv.split(" "), {}), { t: "help", command: "look" });
  });
  it("shows what belongs to that command", () =>
    assert.equal(
      renderHelp(spec, "look"),
      `probe look: look once

Usage: probe look [PLACE ...] [flags]

Examples:
  probe look here

Flags:
      --at PLACE  where to look
  -h, --help      this text
`,
    ));
});
