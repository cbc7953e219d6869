import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { check } from "./check.ts";
import { type Coverage, startCoverage } from "./coverage.ts";
import { distil } from "./distil.ts";
import { explore } from "./explore.ts";
import { minimise } from "./minimise.ts";
import { createRandom } from "./random.ts";
import type { Target } from "./target.ts";

/** A parser with a fault behind three gates, each of which only somebody finds who sees that he got past the last. */
const PARSER = `export function parse(text) {
  let depth = 0;
  if (text.startsWith("k")) {
    depth++;
    if (text.includes("ey:")) {
      depth++;
      if (text.endsWith("!")) throw new Error("fault behind three gates");
    }
  }
  return depth;
}
`;

describe("the fuzzer", () => {
  let folder = "";
  let coverage: Coverage;
  let target: Target;
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-fuzz-"));
    const file = path.join(folder, "parser.mjs");
    writeFileSync(file, PARSER);
    const url = pathToFileURL(file).href;
    coverage = await startCoverage((loaded) => loaded === url);
    const { parse } = (await import(url)) as { parse: (text: string) => number };
    target = { name: "t", holds: "nothing throws", covers: [], run: (text) => void parse(text) };
  });
  after(() => {
    coverage.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Time that passes with each look at it, so that this ends on any machine after as many inputs. */
  const exploring = (inputs: number) => {
    let now = 0;
    return explore({
      target,
      seeds: [Buffer.from("a")],
      words: ["k", "ey:", "!"],
      random: createRandom(1),
      coverage,
      now: () => now++,
      untilMs: inputs * 5,
      before() {},
    });
  };

  it("finds what only one gate after the other leads to, and makes it small", async () => {
    await coverage.forget();
    const { finds, reached, blocks } = await exploring(20_000);
    assert.deepEqual(
      finds.map(({ failure }) => failure.message),
      ["fault behind three gates"],
    );
    assert.equal(finds[0]?.input.toString(), "key:!");
    assert.ok(reached.length >= 2 && blocks >= 3);
  });

  it("keeps the fewest inputs that reach as much", async () => {
    const inputs = ["k", "kk", "key:", "kxey:", "a", "kk"].map((text) => Buffer.from(text));
    const kept = await distil(target, [Buffer.from("a")], inputs, coverage);
    assert.deepEqual(kept.map(String), ["k", "key:"]);
  });
});

describe("check", () => {
  const targetOf = (run: Target["run"]): Target => ({ name: "t", holds: "x", covers: [], run });
  it("takes a throw, a rejection and a changed prototype for a failure", async () => {
    const fails = async (run: Target["run"]) => (await check(targetOf(run), Buffer.from("x")))?.message;
    assert.equal(await fails(() => {}), undefined);
    assert.equal(
      await fails(() => {
        throw new Error("thrown");
      }),
      "thrown",
    );
    assert.equal(await fails(() => Promise.reject(new Error("rejected"))), "rejected");
    const pollute = (text: string) => {
      // oxlint-disable-next-line no-extend-native -- that is what is to be noticed
      Object.defineProperty(Object.prototype, text, { value: 1, configurable: true, enumerable: false });
    };
    assert.match((await fails(pollute)) ?? "", /^Object\.prototype has got a property/);
    delete (Object.prototype as Record<string, unknown>)["x"];
  });
});

describe("minimise", () => {
  it("leaves out what is not needed", async () => {
    const wanted = async (input: Buffer) => input.includes("a") && input.includes("b");
    assert.equal(String(await minimise(Buffer.from("xxxxaxxxxxxxbxxx"), wanted)), "ab");
  });
});
