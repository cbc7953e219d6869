import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { CallResult } from "./call-result.ts";
import { backoffMs, nextStep, type RoundPolicy, type RoundStep } from "./retry-round.ts";

const POLICY: RoundPolicy = { maxRetries: 3, retryBackoffInitialMs: 100, retryBackoffMaxMs: 10_000 };
const message = "m";

const refused = (reason: "token" | "permission" | "policy" | "server" | "request", retryable: boolean): CallResult => ({
  t: "refused",
  status: 400,
  reason,
  message,
  retryable,
});
const throttled = (retryAfterMs?: number): CallResult => ({
  t: "throttled",
  reason: "disruption-budget",
  message,
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});

describe("nextStep", () => {
  const blocked = { t: "blocked", reason: "disruption-budget", message } as const;
  const table: ReadonlyArray<readonly [name: string, callsMade: number, result: CallResult, expected: RoundStep]> = [
    ["accepted", 1, { t: "ok", status: 200 }, { t: "end", result: { t: "accepted", gone: false } }],
    ["gone", 1, { t: "gone", message }, { t: "end", result: { t: "accepted", gone: true } }],
    ["unreachable", 1, { t: "unreachable", reason: "timeout", message }, { t: "wait", waitMs: 100 }],
    ["unreachable again", 2, { t: "unreachable", reason: "timeout", message }, { t: "wait", waitMs: 200 }],
    [
      "unreachable at last",
      3,
      { t: "unreachable", reason: "timeout", message, cause: 1 },
      { t: "end", result: { t: "failed", message, cause: 1 } },
    ],
    ["cancelled", 1, { t: "unreachable", reason: "cancelled", message }, { t: "end", result: { t: "cancelled" } }],
    [
      "a permission ends at once",
      1,
      refused("permission", false),
      { t: "end", result: { t: "blocked", reason: "permission", message } },
    ],
    [
      "a policy ends at once",
      1,
      refused("policy", false),
      { t: "end", result: { t: "blocked", reason: "policy", message } },
    ],
    ["a token may come", 1, refused("token", true), { t: "wait", waitMs: 100 }],
    [
      "a token did not come",
      3,
      refused("token", true),
      { t: "end", result: { t: "blocked", reason: "token", message } },
    ],
    ["a server error may pass", 2, refused("server", true), { t: "wait", waitMs: 200 }],
    [
      "a bad request does not",
      1,
      refused("request", false),
      { t: "end", result: { t: "failed", message, answered: true } },
    ],
    ["a budget without a time", 1, throttled(), { t: "wait", waitMs: 100 }],
    ["a budget that asks for less than the backoff", 2, throttled(150), { t: "wait", waitMs: 200 }],
    ["a budget that asks for more", 1, throttled(10_000), { t: "wait", waitMs: 10_000 }],
    [
      "a budget that asks for more than a round may wait",
      1,
      throttled(10_001),
      { t: "end", result: { ...blocked, retryAfterMs: 10_001 } },
    ],
    ["a budget at last", 3, throttled(), { t: "end", result: blocked }],
  ];
  for (const [name, callsMade, result, expected] of table) {
    it(name, () => assert.deepEqual(nextStep(POLICY, callsMade, result), expected));
  }
});

describe("backoffMs", () => {
  it("doubles up to the limit, however often", () => {
    fc.assert(
      fc.property(fc.nat(5_000), fc.nat(60_000), fc.integer({ min: 1, max: 5_000 }), (initial, max, calls) => {
        const policy = { maxRetries: 100, retryBackoffInitialMs: initial, retryBackoffMaxMs: max };
        const wait = backoffMs(policy, calls);
        assert.ok(wait >= 0 && wait <= max);
        assert.equal(backoffMs(policy, calls + 1), Math.min(max, wait * 2));
      }),
    );
  });
});
