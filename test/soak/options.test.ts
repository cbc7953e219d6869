import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseOptions } from "./options.ts";

const parse = (args: string, env: Record<string, string> = {}) =>
  parseOptions(args.split(" ").filter(Boolean), env, 42);
const whole = { minutes: 15, seed: 42, only: undefined, untilMs: 900_000, json: undefined, dry: false };

describe("options of the soak", () => {
  for (const [args, env, expected] of [
    ["", {}, {}],
    ["", { SOAK_MINUTES: "3", SOAK_SEED: "7" }, { minutes: 3, seed: 7, untilMs: 180_000 }],
    ["--minutes 5 --seed 9", { SOAK_MINUTES: "3", SOAK_SEED: "7" }, { minutes: 5, seed: 9, untilMs: 300_000 }],
    [
      "--only fuse --until 90 --json out.json --dry",
      {},
      { only: "fuse", untilMs: 90_000, json: "out.json", dry: true },
    ],
    ["", { SOAK_MINUTES: "", SOAK_SEED: "" }, {}],
  ] as const) {
    it(`${args} ${JSON.stringify(env)}`, () => {
      assert.deepEqual(parse(args, env), { t: "run", options: { ...whole, ...expected } });
    });
  }

  for (const [args, why] of [
    ["--minutes 0", "minutes are 0, but must be a number from 0.1 to 1440"],
    ["--minutes soon", "minutes are soon, but must be a number from 0.1 to 1440"],
    ["--seed 1.5", "the seed is 1.5, but must be a whole number from 0 to 2147483647"],
    ["--seed", "--seed lacks its value"],
    ["--until never", "--until is never, but must be a number of seconds"],
    ["--pods 3", "there is no flag --pods"],
  ] as const) {
    it(`refuses ${args}`, () => assert.deepEqual(parse(args), { t: "wrong", why }));
  }

  it("helps", () => assert.deepEqual(parse("--seed 1 -h"), { t: "help" }));
});
