import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CallResult } from "../kube/call-result.ts";
import { callsToTry, parseTrial, readTrial, type Trial } from "./trial.ts";

describe("what is tried", () => {
  const table = [
    ["delete", false, ["delete"]],
    ["delete", true, ["delete"]],
    ["evict", false, ["evict"]],
    ["evict", true, ["evict", "delete"]],
    ["in-place", true, []],
    ["none", true, []],
  ] as const;
  for (const [action, force, calls] of table) {
    it(`is ${calls.join(" and ") || "nothing"} for ${action}${force ? " with force" : ""}`, () =>
      assert.deepEqual(callsToTry({ action, force }), [...calls]));
  }
});

describe("what a call of the API shows", () => {
  const message = "why";
  const table: ReadonlyArray<readonly [result: CallResult, t: Trial["t"]]> = [
    [{ t: "ok", status: 200 }, "allowed"],
    [{ t: "throttled", reason: "disruption-budget", message }, "allowed"],
    [{ t: "throttled", reason: "busy", message }, "unclear"],
    [{ t: "refused", status: 403, reason: "permission", retryable: false, message }, "refused"],
    [{ t: "refused", status: 422, reason: "policy", retryable: false, message }, "refused"],
    [{ t: "refused", status: 401, reason: "token", retryable: true, message }, "refused"],
    [{ t: "refused", status: 500, reason: "disruption-budget", retryable: false, message }, "refused"],
    [{ t: "refused", status: 503, reason: "server", retryable: true, message }, "unclear"],
    [{ t: "gone", message }, "refused"],
    [{ t: "unreachable", reason: "connection", message }, "unclear"],
  ];
  for (const [result, t] of table) {
    const what = "reason" in result ? `${result.t}, ${result.reason}` : result.t;
    it(what, () => assert.equal(readTrial(result).t, t));
  }
});

const TRIAL: Trial = { t: "unclear", message: "no answer" };

describe("what the child prints", () => {
  it("is read back", () => assert.deepEqual(parseTrial(JSON.stringify(TRIAL)), TRIAL));
  for (const line of ["", "null", "[]", "{", '{"t":"maybe","message":"x"}', '{"t":"allowed"}', '{"message":"x"}']) {
    it(`is nothing where it is ${line || "empty"}`, () => assert.equal(parseTrial(line), undefined));
  }
});
