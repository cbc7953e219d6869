import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { injectedPod, namespace, podOf } from "../testing/example-picture.ts";
import type { PodFacts } from "../../live/pod-facts.ts";
import { planProbes, type ProbeQuestion } from "./plan-probes.ts";

const OBSERVE = { "mount-monitor.io/mode": "observe" };
const injected = (name: string, count = 1): PodFacts[] =>
  Array.from({ length: count }, (_, index) => injectedPod(`${name}-${index}`, { metadata: { namespace: name } }));
const bare = (name: string) => podOf(name, { metadata: { namespace: name } });
const ask = (question: Partial<ProbeQuestion>) =>
  planProbes({ pods: [], namespaces: [], selectors: [], scope: undefined, ...question });
const groups = (question: Partial<ProbeQuestion>) => ask(question).groups.map(({ namespaces }) => namespaces);

describe("planProbes", () => {
  it("tries it in one place where nothing is annotated", () => assert.deepEqual(groups({}), [["default"]]));

  it("takes namespaces with equal annotations together, those with most pods first", () => {
    const namespaces = [namespace("a"), namespace("b", OBSERVE), namespace("c"), namespace("d", OBSERVE)];
    const pods = [...injected("a"), ...injected("b"), ...injected("c", 3), ...injected("d", 2)];
    assert.deepEqual(groups({ pods, namespaces }), [
      ["c", "a"],
      ["d", "b"],
    ]);
  });

  it("asks in each namespace that has pods without an injection, and once where there is no doubt", () => {
    const namespaces = ["a", "b", "c"].map((name) => namespace(name));
    assert.deepEqual(groups({ pods: [bare("a"), bare("b")], namespaces }), [["a"], ["b"], ["default"]]);
    assert.deepEqual(groups({ pods: [bare("a"), ...injected("c")], namespaces }), [["a"], ["c"]]);
  });

  it("asks in each namespace whose annotations are not known", () =>
    assert.deepEqual(groups({ pods: [...injected("a"), ...injected("b")], namespaces: undefined }), [["a"], ["b"]]));

  it("leaves out where nobody would be asked, or nothing can be made", () => {
    const selectors = [
      { matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "NotIn", values: ["a"] }] },
    ];
    const namespaces = [namespace("a"), { ...namespace("b"), terminating: true }];
    assert.deepEqual(groups({ pods: [bare("a"), ...injected("b")], namespaces, selectors }), [["default"]]);
  });

  it("tries it where the webhook is asked, if it is anywhere", () => {
    const selectors = [{ matchLabels: { monitored: "yes" } }];
    const asked = { ...namespace("media"), labels: { monitored: "yes" } };
    const leaves = { ...asked, name: "gone", terminating: true };
    assert.deepEqual(groups({ namespaces: [namespace("default"), leaves, asked], selectors }), [["media"]]);
    assert.deepEqual(groups({ namespaces: [namespace("default")], selectors }), [["default"]]);
    assert.deepEqual(groups({ namespaces: undefined, selectors }), [["default"]]);
  });

  it("keeps to the namespace that is looked at, as long as that tells something", () => {
    const selectors = [
      { matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "NotIn", values: ["a"] }] },
    ];
    const namespaces = [namespace("a"), namespace("b")];
    assert.deepEqual(groups({ namespaces, selectors, scope: "b" }), [["b"]]);
    assert.deepEqual(groups({ namespaces, selectors, scope: "b", pods: injected("b") }), [["b"]]);
    assert.deepEqual(groups({ namespaces, selectors, scope: "b", pods: [bare("b")] }), [["b"], ["default"]]);
    assert.deepEqual(groups({ namespaces, selectors, scope: "a", pods: [bare("a")] }), [["default"]]);
  });

  it("does not count pods that have ended, leave, or are static", () => {
    const pods = [
      podOf("a", { status: { phase: "Failed" } }),
      podOf("b", { metadata: { deletionTimestamp: "2026-11-26T12:00:00Z" } }),
      podOf("c", { annotations: { "kubernetes.io/config.mirror": "x" } }),
    ];
    assert.deepEqual(groups({ pods, namespaces: [namespace("media")] }), [["default"]]);
  });

  it("has an end", () => {
    const names = Array.from({ length: 30 }, (_, index) => `n${String(index).padStart(2, "0")}`);
    const plan = ask({ pods: names.flatMap((name) => injected(name)), namespaces: undefined });
    assert.equal(plan.groups.length, 25);
    assert.deepEqual(plan.left, names.slice(25));
  });
});
