import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { HELP, readOptions } from "./options.ts";

const KNOWN = ["duration", "time"];
const read = (...argv: string[]) => readOptions(argv, KNOWN, 42);
const RUN = { targets: KNOWN, seconds: 10, seed: 42, keeps: false, replay: undefined };

describe("the command line of the fuzzer", () => {
  const table: ReadonlyArray<readonly [argv: readonly string[], expected: object]> = [
    [[], RUN],
    [
      ["time", "--seconds", "60", "--seed", "1", "--keep"],
      { ...RUN, targets: ["time"], seconds: 60, seed: 1, keeps: true },
    ],
    [["time", "--replay", "a"], { ...RUN, targets: ["time"], seconds: 5, replay: "a" }],
  ];
  for (const [argv, options] of table)
    it(`takes ${argv.join(" ") || "nothing"}`, () => assert.deepEqual(read(...argv), { t: "run", options }));

  const wrong: ReadonlyArray<readonly [argv: readonly string[], error: RegExp]> = [
    [["duraton"], /no target duraton; did you mean duration\?/],
    [["xyzxyzxyz"], /--list names them/],
    [["--seconds", "0"], /--seconds is 0, but must be/],
    [["--seconds=-1"], /--seconds is -1/],
    [["--seed", "x"], /--seed is x, but must be/],
    [["--replay", "a"], /needs the one target/],
    [["--nonsense"], /nonsense/],
  ];
  for (const [argv, error] of wrong)
    it(`refuses ${argv.join(" ")}`, () => {
      const result = read(...argv);
      assert.ok(result.t === "wrong");
      assert.match(result.error, error);
    });

  it("has a help that names each flag", () => {
    assert.equal(read("--help").t, "help");
    assert.equal(read("--list").t, "list");
    for (const flag of ["--seconds", "--seed", "--keep", "--replay", "--list"]) assert.ok(HELP.includes(flag));
  });
});
