/** Every input of the corpus, on every change: what was found once is never lost again. */
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { check } from "./engine/check.ts";
import { corpusFolders, readCorpus } from "./engine/corpus.ts";
import { startCoverage } from "./engine/coverage.ts";
import { sourceOf } from "./engine/sources.ts";

// Before the sources are loaded: V8 counts no blocks of functions that it has compiled already.
const coverage = await startCoverage((url) => sourceOf(url) !== undefined);
const { TARGETS } = await import("./targets/index.ts");
after(() => coverage.stop());

describe("the corpus", () => {
  it("has a folder for each target, and no other", () =>
    assert.deepEqual(corpusFolders(), TARGETS.map(({ name }) => name).toSorted()));

  for (const target of TARGETS) {
    it(`holds for ${target.name}, and reaches the parsers it is about`, async () => {
      await coverage.forget();
      for (const { name, bytes } of readCorpus(target.name)) {
        const failure = await check(target, bytes);
        assert.equal(failure, undefined, `${target.name}/${name}: ${failure?.stack}`);
      }
      await coverage.take();
      const reached = new Set([...coverage.files()].map(sourceOf));
      const missed = target.covers.filter((file) => !reached.has(file));
      assert.deepEqual(missed, [], "no input of the corpus calls a function of these");
    });
  }
});
