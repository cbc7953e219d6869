import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { UNKNOWN_FACTS } from "../cluster-facts.ts";
import { spentBudget } from "./spent-budget.ts";

describe("spentBudget", () => {
  const times = Array.from({ length: 1_500 }, (_, index) =>
    new Date(Date.UTC(2027, 0, 1) + index * 1_000).toISOString(),
  );
  const facts = { ...UNKNOWN_FACTS, recentRestarts: { "ReplicaSet/a": times.toReversed(), "ReplicaSet/b": [] } };
  const table: ReadonlyArray<readonly [workload: string, budget: string, count: number]> = [
    ["ReplicaSet/a", "3 per 1h", 28],
    ["ReplicaSet/a", "100 per 24h", 125],
    ["ReplicaSet/a", "999 per 1s", 999],
    ["ReplicaSet/a", "unlimited", 0],
    ["ReplicaSet/b", "3 per 1h", 0],
    ["ReplicaSet/c", "3 per 1h", 0],
    ["constructor", "3 per 1h", 0],
  ];
  for (const [workload, budget, count] of table)
    it(`has the newest ${count} for ${workload} and ${budget}, oldest first`, () =>
      assert.deepEqual(spentBudget(facts, workload, budget), count === 0 ? [] : times.slice(-count)));
});
