import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Counter, countPerRound, repeated, spreadNote } from "./counter.ts";

/** A program that takes 7 for a round, 1,000 for its start and 50 for each time that it is told. */
function program(): { readonly counter: Counter; act(rounds: number): Promise<void> } {
  let counted = 1_000;
  return {
    counter: {
      take() {
        const taken = counted;
        counted = 3;
        return Promise.resolve(taken);
      },
    },
    act(rounds) {
      counted += 50 + rounds * 7;
      return Promise.resolve();
    },
  };
}

describe("counts", () => {
  it("are what a round takes, without start and telling", async () => {
    const { counter, act } = program();
    assert.equal(await countPerRound(counter, 10, act), 7);
  });

  it("go by the rounds that there really were", async () => {
    const { counter, act } = program();
    const another = async (rounds: number) => {
      await act(rounds + 3);
      return rounds + 3;
    };
    assert.equal(await countPerRound(counter, 10, another), 7);
  });

  it("tell how far apart they are", () => {
    assert.deepEqual(repeated([99, 101]), { mean: 100, spreadPercent: 2 });
    assert.match(spreadNote("instructions", [99, 101]), /^instructions: counted 2 times .* 2\.0 % apart$/);
  });
});
