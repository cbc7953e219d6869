import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DEFAULT_NAMES } from "../../install/install-names.ts";
import { ourPolicies } from "../our-policies.ts";
import { CASES } from "../testing/cases.ts";
import { examplePicture } from "../testing/example-picture.ts";
import { checkPolicies } from "./check-policies.ts";

describe("checkPolicies", () => {
  it("does not say of one policy that it refuses and that it does not", () => {
    const picture = { ...examplePicture(), ...CASES["policy-not-in-force"]?.() };
    const { findings, inForce } = checkPolicies(picture, ourPolicies(DEFAULT_NAMES));
    assert.deepEqual(
      findings.map(({ code, subject }) => `${code} ${subject.name}`),
      ["policy-not-in-force mount-monitor-restart-self", "policy-in-place mount-monitor-own-account"],
    );
    assert.equal(inForce, false);
  });
});
