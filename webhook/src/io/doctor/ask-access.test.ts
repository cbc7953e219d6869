import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { RestartRight } from "../../core/doctor/facts/access-facts.ts";
import { known, unknown } from "../../core/live/known.ts";
import { askAccess } from "./ask-access.ts";
import { fakeCalls } from "../live/testing/fake-calls.ts";

const right = (account: string, pod: string, verb: RestartRight["verb"] = "delete"): RestartRight => ({
  namespace: "media",
  account,
  pod,
  verb,
});
const answer = (allowed: boolean) => [201, { status: { allowed } }] as const;

describe("askAccess", () => {
  it("asks once about an account that may delete any pod", async () => {
    const { calls, asked } = fakeCalls(() => answer(true));
    const access = await askAccess(calls, [right("admin", "a"), right("admin", "b"), right("admin", "c")]);
    assert.deepEqual(
      access.map(({ pod, allowed }) => [pod, allowed]),
      ["a", "b", "c"].map((pod) => [pod, known(true)]),
    );
    assert.equal(asked.length, 1);
  });

  it("asks about each pod of an account that may not, and about each verb", async () => {
    const { calls } = fakeCalls(({ body }) => {
      const { name, verb } = body.spec.resourceAttributes;
      return answer(name === "b" && verb === "delete");
    });
    const access = await askAccess(calls, [right("app", "a"), right("app", "b"), right("app", "b", "evict")]);
    assert.deepEqual(
      access.map(({ allowed }) => allowed),
      [known(false), known(true), known(false)],
    );
  });

  it("does not ask again what it may not ask", async () => {
    const { calls, asked } = fakeCalls(() => [403, { message: "subjectaccessreviews is forbidden" }]);
    const access = await askAccess(calls, [right("app", "a"), right("app", "b")]);
    assert.deepEqual(
      access.map(({ allowed }) => allowed),
      [unknown("subjectaccessreviews is forbidden"), unknown("subjectaccessreviews is forbidden")],
    );
    assert.equal(asked.length, 1);
  });

  it("has an end, and gives each account its share", async () => {
    const { calls, asked } = fakeCalls(() => answer(false));
    const many = (account: string, count: number) =>
      Array.from({ length: count }, (_, index) => right(account, `p${index}`));
    const access = await askAccess(calls, [...many("app", 400), ...many("other", 40)]);
    const known = access.filter(({ allowed }) => allowed.t === "known");
    assert.deepEqual(
      ["app", "other"].map((name) => known.filter(({ account }) => account === name).length),
      [150, 40],
    );
    assert.equal(asked.length, 2 + 190);
    assert.deepEqual(access.at(200)?.allowed, unknown("more than 300 pods are in question"));
  });
});
