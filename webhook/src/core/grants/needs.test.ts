import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { InjectedPod } from "../pods/injected-pod.ts";
import { createGrantIndex } from "./grant-index.ts";
import { needsOf } from "./needs.ts";

const pod = (name: string, parts: Partial<InjectedPod> = {}): InjectedPod => ({
  namespace: "media",
  name,
  uid: name,
  creationTimestamp: undefined,
  account: "plex",
  workload: undefined,
  action: "delete",
  force: false,
  monitored: true,
  version: "",
  config: "",
  finished: false,
  deletionTimestamp: undefined,
  finalizers: [],
  node: undefined,
  start: undefined,
  ...parts,
});
const told = (...pods: readonly InjectedPod[]) => {
  const needs = needsOf(pods);
  return needs && { deletes: [...needs.deletes], evicts: [...needs.evicts], events: needs.events };
};

describe("needsOf", () => {
  const table: ReadonlyArray<readonly [what: string, parts: Partial<InjectedPod>, needs: object | undefined]> = [
    ["delete", {}, { deletes: ["a"], evicts: [], events: true }],
    ["delete, and force", { force: true }, { deletes: ["a"], evicts: [], events: true }],
    ["evict", { action: "evict" }, { deletes: [], evicts: ["a"], events: true }],
    ["evict, and force", { action: "evict", force: true }, { deletes: ["a"], evicts: ["a"], events: true }],
    ["in-place", { action: "in-place", force: true }, { deletes: [], evicts: [], events: true }],
    ["none", { action: "none", force: true }, { deletes: [], evicts: [], events: true }],
    ["a gate alone", { monitored: false }, undefined],
    ["ended", { finished: true }, undefined],
    ["told to go", { deletionTimestamp: "2026-01-01T00:00:00Z" }, { deletes: ["a"], evicts: [], events: true }],
  ];
  for (const [what, parts, needs] of table) it(what, () => assert.deepEqual(told(pod("a", parts)), needs));

  it("nobody", () => assert.equal(told(), undefined));
  it("all of them together", () =>
    assert.deepEqual(told(pod("a"), pod("b", { action: "evict" }), pod("c", { monitored: false })), {
      deletes: ["a"],
      evicts: ["b"],
      events: true,
    }));
});

describe("createGrantIndex", () => {
  const put = (after: InjectedPod, before?: InjectedPod) => ({
    key: `${after.namespace}/${after.name}`,
    before,
    after,
  });
  const gone = (before: InjectedPod) => ({ key: `${before.namespace}/${before.name}`, before, after: undefined });
  const PLEX = "media/mount-monitor:plex";

  it("finds pods by their account and namespace", () => {
    const index = createGrantIndex();
    const others = [put(pod("c", { account: "other" })), put(pod("a", { namespace: "books" }))];
    const touched = index.apply([put(pod("a")), put(pod("b")), ...others]);
    assert.deepEqual([...touched].sort(), ["books/mount-monitor:plex", "media/mount-monitor:other", PLEX]);
    assert.deepEqual([...(index.needs(PLEX)?.deletes ?? [])], ["a", "b"]);
    assert.deepEqual(index.size(), { accounts: 3, pods: 4 });
  });

  it("follows what becomes of them", () => {
    const index = createGrantIndex();
    index.apply([put(pod("a")), put(pod("b"))]);
    const ended = pod("b", { finished: true });
    assert.deepEqual([...index.apply([gone(pod("a")), put(ended, pod("b"))])], [PLEX]);
    assert.equal(index.needs(PLEX), undefined);
    assert.deepEqual([index.size(), [...index.grants()]], [{ accounts: 0, pods: 0 }, [PLEX]]);
    index.apply([gone(ended)]);
    assert.deepEqual([...index.grants()], []);
  });

  it("takes a pod that was made anew under another account from the one to the other", () => {
    const index = createGrantIndex();
    index.apply([put(pod("a"))]);
    const touched = index.apply([put(pod("a", { account: "other" }), pod("a"))]);
    assert.deepEqual([...touched].sort(), ["media/mount-monitor:other", PLEX]);
    assert.equal(index.needs(PLEX), undefined);
  });
});
