import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MAX_INPUT_BYTES, mutate } from "./mutate.ts";
import { mutateJson } from "./mutate-json.ts";
import { seedOf } from "../../../sidecar/src/core/simulation/timeline.ts";
import { createRandom } from "./random.ts";

const MATERIAL = { words: ["metadata", "true"], others: ['{"b":[1,2]}', "words"] };
const DOCUMENT = JSON.stringify({ a: { b: ["x", 1, null] }, c: "text" });

function many(seed: number): string[] {
  const random = createRandom(seed);
  return Array.from({ length: 300 }, () => mutate(Buffer.from(DOCUMENT), random, MATERIAL).toString("latin1"));
}

describe("mutate", () => {
  it("does the same for the same seed, and another thing for another", () => {
    assert.deepEqual(many(1), many(1));
    assert.notDeepEqual(many(1), many(2));
    assert.notEqual(seedOf(1, "a"), seedOf(1, "b"));
  });

  it("makes many things of one, and none too large", () => {
    const made = new Set(many(3));
    assert.ok(made.size > 250, String(made.size));
    const random = createRandom(1);
    let input = Buffer.from(DOCUMENT);
    for (let turn = 0; turn < 500; turn++) {
      input = mutate(input, random, MATERIAL) as typeof input;
      assert.ok(input.length <= MAX_INPUT_BYTES);
    }
  });

  it("keeps JSON what is JSON, down to `__proto__` as a key like any other", () => {
    const random = createRandom(4);
    const texts = Array.from({ length: 2_000 }, () => mutateJson(DOCUMENT, random, MATERIAL) ?? "");
    for (const text of texts) JSON.parse(text);
    assert.ok(texts.some((text) => text.includes('"__proto__"')));
    assert.equal(({} as Record<string, unknown>)["b"], undefined);
    assert.equal(mutateJson("no JSON", random, MATERIAL), undefined);
  });
});
