import assert from "node:assert/strict";
import { it } from "node:test";
import { createReplicaMemory } from "./replica-memory.ts";

it("memory is told of the replica that lived longest, from its first look to its last", () => {
  const memory = createReplicaMemory();
  assert.equal(memory.longest(), undefined);
  memory.add("one", 5_000, 80);
  memory.add("two", 5_000, 79);
  memory.add("one", 10_000, 82);
  memory.add("one", 75_000, 91);
  memory.add("two", 20_000, 85);
  memory.add("three", 80_000, 70);
  const { firstMiB, lastMiB, forMs } = memory.longest() ?? {};
  assert.deepEqual({ firstMiB, lastMiB, forMs }, { firstMiB: 80, lastMiB: 91, forMs: 70_000 });
});
