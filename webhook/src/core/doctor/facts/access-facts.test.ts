import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { injectedPod } from "../testing/example-picture.ts";
import { accessReview, type RestartRight, rightsNeeded, rightsToAsk } from "./access-facts.ts";
import { readRole, readRoleBinding } from "./grant-facts.ts";

const right = (verb: RestartRight["verb"], pod = "a"): RestartRight => ({
  namespace: "media",
  account: "default",
  pod,
  verb,
});
const verbs = (watchdog: object) => rightsNeeded([injectedPod("a", {}, { watchdog })]).map(({ verb }) => verb);

describe("rightsNeeded", () => {
  it("goes by what the monitor is to do", () => {
    assert.deepEqual(verbs({ action: "delete" }), ["delete"]);
    assert.deepEqual(verbs({ action: "delete", force: true }), ["delete"]);
    assert.deepEqual(verbs({ action: "evict" }), ["evict"]);
    assert.deepEqual(verbs({ action: "evict", force: true }), ["delete", "evict"]);
    assert.deepEqual(verbs({ action: "in-place" }), []);
    assert.deepEqual(verbs({ action: "none" }), []);
  });

  it("asks nothing for pods that have ended or leave", () => {
    const leaving = { metadata: { deletionTimestamp: "2026-11-26T12:00:00Z" } };
    const pods = [injectedPod("a", { status: { phase: "Succeeded" } }), injectedPod("b", leaving)];
    assert.deepEqual(rightsNeeded(pods), []);
  });
});

describe("rightsToAsk", () => {
  const metadata = {
    namespace: "media",
    name: "mount-monitor:default",
    labels: { "mount-monitor.io/grant": "restart-self" },
  };
  const rule = (resource: string, verb: string, ...resourceNames: string[]) => ({
    apiGroups: [""],
    resources: [resource],
    verbs: [verb],
    resourceNames,
  });
  const role = readRole({
    metadata,
    rules: [rule("pods", "delete", "a"), rule("pods/eviction", "create", "b"), rule("secrets", "delete", "c")],
  });
  const binding = (change = {}) =>
    readRoleBinding({
      metadata,
      roleRef: { kind: "Role", name: "mount-monitor:default" },
      subjects: [{ kind: "ServiceAccount", namespace: "media", name: "default" }],
      ...change,
    });
  const needed = [right("delete"), right("evict"), right("delete", "b"), right("evict", "b"), right("delete", "c")];

  it("leaves out what a Role of ours lets the account do", () =>
    assert.deepEqual(rightsToAsk(needed, [role], [binding()]), [
      right("evict"),
      right("delete", "b"),
      right("delete", "c"),
    ]));

  it("believes no Role that is not bound to the account", () => {
    for (const bindings of [
      [],
      [binding({ subjects: [{ kind: "ServiceAccount", namespace: "other", name: "default" }] })],
      [binding({ subjects: [{ kind: "User", name: "default" }] })],
      [binding({ roleRef: { kind: "ClusterRole", name: "mount-monitor:default" } })],
    ])
      assert.deepEqual(rightsToAsk(needed, [role], bindings), needed);
  });
});

describe("accessReview", () => {
  it("asks as the service account", () =>
    assert.deepEqual(accessReview(right("evict")).spec, {
      user: "system:serviceaccount:media:default",
      groups: ["system:serviceaccounts", "system:serviceaccounts:media", "system:authenticated"],
      resourceAttributes: { namespace: "media", resource: "pods", verb: "create", subresource: "eviction", name: "a" },
    }));

  it("asks about all pods where it names none", () => {
    const { namespace, account } = right("delete");
    assert.deepEqual(accessReview({ namespace, account, verb: "delete" }).spec.resourceAttributes, {
      namespace: "media",
      resource: "pods",
      verb: "delete",
    });
  });
});
