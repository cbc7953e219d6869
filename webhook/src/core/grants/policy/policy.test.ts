import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DEFAULT_NAMES } from "../../install/install-names.ts";
import { restartSelfBinding, restartSelfPolicy } from "../../install/restart-self-policy.ts";
import { judgeAnswer } from "./judge-answer.ts";
import { readPolicy, readPolicyBinding } from "./known-policy.ts";

const NAME = DEFAULT_NAMES.restartPolicy;
const POLICY = restartSelfPolicy(DEFAULT_NAMES);
const BINDING = restartSelfBinding(DEFAULT_NAMES);
const { spec } = POLICY;
const [deletions, evictions] = spec.matchConstraints.resourceRules;
/** As the API server fills it in. */
const FILLED = { ...spec.matchConstraints, matchPolicy: "Equivalent", namespaceSelector: {}, objectSelector: {} };
const policy = (parts: object) => ({ metadata: { uid: "u", generation: 1 }, spec: { ...spec, ...parts } });
const matching = (parts: object) => policy({ matchConstraints: { ...FILLED, ...parts } });
const binding = (parts: object) => ({ metadata: { uid: "u", generation: 1 }, spec: { ...BINDING.spec, ...parts } });
const SELECTOR = { matchExpressions: [{ key: "a", operator: "Exists" }] };

describe("readPolicy", () => {
  const table: ReadonlyArray<readonly [what: string, object: object, flaw: RegExp | undefined]> = [
    ["as it is written", { ...POLICY, metadata: { uid: "u", generation: 1 } }, undefined],
    ["as the API server has it", matching({}), undefined],
    [
      "everything and more",
      matching({
        resourceRules: [{ apiGroups: ["*"], apiVersions: ["*"], operations: ["*"], resources: ["*/*"], scope: "*" }],
      }),
      undefined,
    ],
    ["ignores errors", policy({ failurePolicy: "Ignore" }), /failurePolicy/],
    ["some namespaces", matching({ namespaceSelector: { matchLabels: { a: "b" } } }), /everywhere/],
    ["some pods", matching({ objectSelector: SELECTOR }), /everywhere/],
    ["with exceptions", matching({ excludeResourceRules: [deletions] }), /everywhere/],
    ["no deletions", matching({ resourceRules: [evictions] }), /deletion/],
    ["no evictions", matching({ resourceRules: [deletions] }), /eviction/],
    [
      "evictions by no wildcard",
      matching({ resourceRules: [{ ...deletions, operations: ["*"], resources: ["*"] }] }),
      /eviction/,
    ],
    ["one pod", matching({ resourceRules: [{ ...deletions, resourceNames: ["a"] }, evictions] }), /deletion/],
    ["no namespaced objects", matching({ resourceRules: [{ ...deletions, scope: "Cluster" }, evictions] }), /deletion/],
    [
      "pods of another group",
      matching({ resourceRules: [{ ...deletions, apiGroups: ["x.y"] }, evictions] }),
      /deletion/,
    ],
    ["another version", matching({ resourceRules: [{ ...deletions, apiVersions: ["v2"] }, evictions] }), /deletion/],
    ["updates", matching({ resourceRules: [{ ...deletions, operations: ["UPDATE"] }, evictions] }), /deletion/],
    ["services", matching({ resourceRules: [{ ...deletions, resources: ["services"] }, evictions] }), /deletion/],
    ["nothing at all", {}, /deletion/],
    ["anything at all", { metadata: 1, spec: { matchConstraints: [], failurePolicy: {} } }, /deletion/],
  ];
  for (const [what, object, flaw] of table)
    it(what, () => {
      const { flaw: found } = readPolicy(object as typeof POLICY & Record<string, unknown>);
      if (flaw === undefined) assert.equal(found, undefined);
      else assert.match(String(found), flaw);
    });

  it("tells apart what was made or said anew", () => {
    const versions = [
      { uid: "u", generation: 1, resourceVersion: "1" },
      { uid: "u", generation: 1, resourceVersion: "2" },
      { uid: "u", generation: 2, resourceVersion: "3" },
      { uid: "v", generation: 2, resourceVersion: "4" },
    ].map((metadata) => readPolicy({ metadata, spec }).version);
    assert.equal(versions[0], versions[1]);
    assert.equal(new Set(versions).size, 3);
  });
});

describe("readPolicyBinding", () => {
  const table: ReadonlyArray<readonly [what: string, object: object, flaw: RegExp | undefined]> = [
    ["as it is written", binding({}), undefined],
    ["audits as well", binding({ validationActions: ["Audit", "Deny"] }), undefined],
    [
      "that says it holds everywhere",
      binding({ matchResources: { matchPolicy: "Equivalent", namespaceSelector: {}, objectSelector: {} } }),
      undefined,
    ],
    ["warns only", binding({ validationActions: ["Warn", "Audit"] }), /deny/],
    ["another policy", binding({ policyName: "other" }), /another/],
    ["some namespaces", binding({ matchResources: { namespaceSelector: SELECTOR } }), /everywhere/],
    ["some resources", binding({ matchResources: { resourceRules: [deletions] } }), /everywhere/],
    ["nothing at all", {}, /another/],
  ];
  for (const [what, object, flaw] of table)
    it(what, () => {
      const { flaw: found } = readPolicyBinding(object as Record<string, unknown>, NAME);
      if (flaw === undefined) assert.equal(found, undefined);
      else assert.match(String(found), flaw);
    });
});

describe("judgeAnswer", () => {
  const denied = (name: string) =>
    `pods "plex-0" is forbidden: ValidatingAdmissionPolicy '${name}' with binding '${name}' denied request: refused to delete pod media/plex-0`;
  const table: ReadonlyArray<readonly [what: string, status: number, message: string, outcome: string]> = [
    ["refused by the policy", 422, denied(NAME), "refused"],
    ["with another status", 403, denied(NAME), "refused"],
    ["by another policy", 422, denied("other"), "no-word"],
    ["by one whose name begins so", 422, denied(`${NAME}-too`), "no-word"],
    ["by a webhook that quotes it", 403, `denied by webhook x: ${NAME} is not enough`, "no-word"],
    ["by RBAC", 403, 'pods "a" is forbidden: User "u" cannot delete resource "pods"', "no-word"],
    ["let through", 200, "", "let-through"],
    ["let through for later", 202, "", "let-through"],
    ["gone", 404, 'pods "a" not found', "no-word"],
    ["another pod by now", 409, "the UID in the precondition", "no-word"],
    ["out of order", 500, denied(NAME), "no-word"],
    ["too many requests", 429, "slow down", "no-word"],
    ["not ready", 401, "Unauthorized", "no-word"],
    ["the last status that lets through", 299, "", "let-through"],
    ["sent elsewhere", 300, denied(NAME), "no-word"],
    ["nothing yet", 199, denied(NAME), "no-word"],
    ["the first status that refuses", 400, denied(NAME), "refused"],
    ["the last status that refuses", 499, denied(NAME), "refused"],
    ["the last status before those", 399, denied(NAME), "no-word"],
  ];
  for (const [what, status, message, outcome] of table)
    it(what, () => assert.equal(judgeAnswer({ status, message }, NAME).t, outcome));

  const reasons: ReadonlyArray<readonly [status: number, why: RegExp]> = [
    [404, /^the pod that the policy was tried with has just gone/],
    [409, /^the pod that the policy was tried with has just gone/],
    [403, /^the policy cannot be tried: no; the webhook's account needs/],
    [500, /^the policy cannot be tried: no$/],
  ];
  for (const [status, why] of reasons)
    it(`says why ${status} says nothing`, () => {
      const outcome = judgeAnswer({ status, message: "no" }, NAME);
      assert.match(outcome.t === "no-word" ? outcome.why : outcome.t, why);
    });
});
