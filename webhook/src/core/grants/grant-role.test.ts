import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type GrantNeeds, grantBinding, grantRole, grantRules } from "./grant-role.ts";
import { grantName } from "./names.ts";

const EVENTS = { apiGroups: [""], resources: ["events"], verbs: ["create"] };
const MARKER = { apiGroups: ["mount-monitor.io"], resources: ["pods"], verbs: ["restart-self"] };
const deleteOf = (...resourceNames: string[]) => ({
  apiGroups: [""],
  resources: ["pods"],
  resourceNames,
  verbs: ["delete"],
});
const evictionOf = (...resourceNames: string[]) => ({
  apiGroups: [""],
  resources: ["pods/eviction"],
  resourceNames,
  verbs: ["create"],
});

describe("grantRules", () => {
  const table: ReadonlyArray<readonly [what: string, needs: GrantNeeds, rules: readonly object[]]> = [
    ["pods to delete", { deletes: ["a"], evicts: [], restart: true }, [deleteOf("a"), MARKER, EVENTS]],
    ["pods to evict", { deletes: [], evicts: ["a"], restart: true }, [evictionOf("a"), MARKER, EVENTS]],
    ["both", { deletes: ["a"], evicts: ["b"], restart: true }, [deleteOf("a"), evictionOf("b"), MARKER, EVENTS]],
    [
      "sorted, each once",
      { deletes: ["b", "a", "b"], evicts: [], restart: true },
      [deleteOf("a", "b"), MARKER, EVENTS],
    ],
    [
      "nothing to restart: no list of names that would be all pods",
      { deletes: [], evicts: [], restart: true },
      [EVENTS],
    ],
    ["an empty name is none", { deletes: [""], evicts: ["", "a"], restart: true }, [evictionOf("a"), MARKER, EVENTS]],
    ["no policy, no restart", { deletes: ["a"], evicts: ["b"], restart: false }, [EVENTS]],
  ];
  for (const [what, needs, rules] of table) it(what, () => assert.deepEqual(grantRules(needs), rules));
});

describe("grantRole and grantBinding", () => {
  const owner = { name: "mount-monitor-webhook", uid: "0f1e" };
  const metadata = {
    name: "mount-monitor:plex",
    namespace: "media",
    labels: { "mount-monitor.io/grant": "restart-self" },
    ownerReferences: [
      { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", name: "mount-monitor-webhook", uid: "0f1e" },
    ],
  };
  const of = { namespace: "media", account: "plex" };

  it("make a Role of the account, owned by the ClusterRole", () =>
    assert.deepEqual(grantRole(of, { deletes: ["plex-0"], evicts: [], restart: true }, owner), {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "Role",
      metadata,
      rules: [deleteOf("plex-0"), MARKER, EVENTS],
    }));

  it("make a RoleBinding that gives that Role to that account alone", () =>
    assert.deepEqual(grantBinding(of, owner), {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "mount-monitor:plex" },
      subjects: [{ kind: "ServiceAccount", name: "plex", namespace: "media" }],
    }));
});

describe("grantName", () => {
  it("is short enough for any account, and still tells two apart", () => {
    const [one, two] = [`${"a".repeat(250)}one`, `${"a".repeat(250)}two`];
    assert.equal(grantName(one).length, 253);
    assert.notEqual(grantName(one), grantName(two));
    assert.equal(grantName("a".repeat(239)), `mount-monitor:${"a".repeat(239)}`);
  });
});
