import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { ROOT } from "./engine/corpus.ts";
import { NOT_FUZZED } from "./not-fuzzed.ts";
import { TARGETS } from "./targets/index.ts";

/**
 * What makes a source one that reads what others wrote: it is called so, or it uses what turns text into something
 * else. Wide on purpose: a parser that nobody thought of should be found, and what is none says why.
 */
const EXPORTS_A_READER =
  /export (?:async )?(?:function|const) (?:parse|read|decode|recall|split|describe|explain\w*Error|classify|judge)(?:[A-Z]\w*)?\b|: Parser</;
const USES_A_PARSER =
  /\bJSON\.parse\(|\bparseObject\(|\bparseTime\(|\bparseDuration\(|new X509Certificate\(|createPrivateKey\(|parseDocument\(|parseArgs\(|Date\.parse\(|Number\.parse(?:Int|Float)\(|new URL\(|, "base64"\)/;
/** For tests alone. */
const NO_PROGRAM = /\.test\.ts$|\/testing\/|\/simulation\//;

const sources = globSync(["packages/*/src/**/*.ts", "{certs,sidecar,webhook}/src/**/*.ts"], { cwd: ROOT })
  .filter((file) => !NO_PROGRAM.test(file))
  .toSorted();
const parsers = sources.filter((file) => {
  const text = readFileSync(path.join(ROOT, file), "utf8");
  return EXPORTS_A_READER.test(text) || USES_A_PARSER.test(text);
});
const fuzzed = new Set(TARGETS.flatMap(({ covers }) => covers));

describe("the targets", () => {
  it("were looked for among the sources", () => assert.ok(sources.length > 300 && parsers.length > 80));

  it("are all that reads what others wrote, but for what is named with a reason", () => {
    const forgotten = parsers.filter((file) => !fuzzed.has(file) && !Object.hasOwn(NOT_FUZZED, file));
    assert.deepEqual(forgotten, [], "each needs a target in test/fuzz/targets, or a reason in test/fuzz/not-fuzzed.ts");
  });

  it("and the reasons are about sources that are there, and in no target", () => {
    assert.deepEqual(
      [...fuzzed, ...Object.keys(NOT_FUZZED)].filter((file) => !sources.includes(file)),
      [],
    );
    assert.deepEqual(
      Object.keys(NOT_FUZZED).filter((file) => fuzzed.has(file) || !parsers.includes(file)),
      [],
    );
  });

  it("have names of their own", () => assert.equal(new Set(TARGETS.map(({ name }) => name)).size, TARGETS.length));
});
