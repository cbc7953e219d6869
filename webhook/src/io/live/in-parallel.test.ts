import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { inParallel } from "./in-parallel.ts";

describe("inParallel", () => {
  it("does no more at a time than it should, and keeps the order", async () => {
    let [running, most] = [0, 0];
    const results = await inParallel([5, 1, 4, 2, 3, 0], 3, async (turns) => {
      most = Math.max(most, ++running);
      for (let index = 0; index < turns; index++) await turn();
      running--;
      return turns * 10;
    });
    assert.deepEqual(results, [50, 10, 40, 20, 30, 0]);
    assert.equal(most, 3);
  });

  it("has nothing to do with nothing", async () => assert.deepEqual(await inParallel([], 3, async (item) => item), []));
});
