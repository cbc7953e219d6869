import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatAge } from "./age.ts";

const [S, M, H, D] = [1_000, 60_000, 3_600_000, 86_400_000];

/** Those of `duration.HumanDuration` in k8s.io/apimachinery. */
const AGES: ReadonlyArray<readonly [ms: number, age: string]> = [
  [-2 * S, "<invalid>"],
  [-S, "0s"],
  [0, "0s"],
  [999, "0s"],
  [S, "1s"],
  [2 * M - 1, "119s"],
  [2 * M, "2m"],
  [2 * M + S, "2m1s"],
  [10 * M - 1, "9m59s"],
  [10 * M, "10m"],
  [3 * H - 1, "179m"],
  [3 * H, "3h"],
  [3 * H + 7 * M, "3h7m"],
  [8 * H - 1, "7h59m"],
  [8 * H, "8h"],
  [2 * D - 1, "47h"],
  [2 * D, "2d"],
  [2 * D + 4 * H, "2d4h"],
  [8 * D - 1, "7d23h"],
  [8 * D, "8d"],
  [2 * 365 * D - 1, "729d"],
  [2 * 365 * D, "2y"],
  [2 * 365 * D + 20 * D, "2y20d"],
  [8 * 365 * D - 1, "7y364d"],
  [8 * 365 * D + 20 * D, "8y"],
];

describe("formatAge", () => {
  for (const [ms, age] of AGES) it(`${ms} ms is ${age}`, () => assert.equal(formatAge(ms), age));
});
