import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MS_PER_MINUTE } from "@mount-monitor/contract";
import { findStuck, STUCK_REASONS, type StuckReason } from "./stuck-pod.ts";

const SINCE = "2026-01-01T00:00:00Z";
const FINE = { deletionTimestamp: undefined, finished: false, finalizers: [], node: "well", start: undefined };
const GOING = { ...FINE, deletionTimestamp: SINCE };
const HELD = { ...GOING, finalizers: ["example.org/backup"] };
const isNodeReady = (node: string) => ({ well: true, lost: false })[node];
const starting = (waitsFor: "gate" | "container") => ({ ...FINE, start: { waitsFor, since: SINCE } });

describe("findStuck", () => {
  const table: ReadonlyArray<
    readonly [what: string, pod: Parameters<typeof findStuck>[0], afterMinutes: number, reason: StuckReason]
  > = [
    ["a gate that waits", starting("gate"), 10, "gate-waits"],
    ["a container that does not start", starting("container"), 5, "cannot-start"],
    ["a pod that does not go", GOING, 1, "terminating"],
    ["one that went while it started", { ...starting("gate"), deletionTimestamp: SINCE }, 1, "terminating"],
    ["one that ran to its end, and does not go", { ...GOING, finished: true }, 1, "terminating"],
    ["one on a node that is not known", { ...GOING, node: "new" }, 1, "terminating"],
    ["one without a node", { ...GOING, node: undefined }, 1, "terminating"],
    ["one that may run on, whatever its finalizers are", HELD, 1, "terminating"],
    ["one that ended, with finalizers", { ...HELD, finished: true }, 1, "finalizers"],
    ["one that ended, on a node that is lost", { ...HELD, finished: true, node: "lost" }, 1, "finalizers"],
    ["one that never ran, with finalizers", { ...HELD, node: undefined }, 1, "finalizers"],
    ["one on a node that is lost", { ...GOING, node: "lost" }, 1, "node-not-ready"],
    ["one with finalizers on a node that is lost", { ...HELD, node: "lost" }, 1, "node-not-ready"],
  ];
  for (const [what, pod, afterMinutes, reason] of table)
    it(`says ${reason} of ${what}, after ${afterMinutes} minutes and not before`, () => {
      const sinceMs = Date.parse(SINCE) + afterMinutes * MS_PER_MINUTE;
      assert.equal(findStuck(pod, isNodeReady, sinceMs - 1), undefined);
      assert.deepEqual(findStuck(pod, isNodeReady, sinceMs), { reason, sinceMs });
      assert.deepEqual(findStuck(pod, isNodeReady, sinceMs + 1), { reason, sinceMs });
    });

  it("has a case for each reason", () =>
    assert.deepEqual(new Set(table.map(([, , , reason]) => reason)), new Set(STUCK_REASONS)));

  it("says nothing of a pod that runs, that ended, or whose times cannot be read", () => {
    const muchLaterMs = Date.parse(SINCE) + 1e9;
    for (const pod of [
      FINE,
      { ...FINE, node: "lost" },
      { ...starting("gate"), finished: true },
      { ...FINE, deletionTimestamp: "soon" },
      { ...FINE, start: { waitsFor: "gate", since: "" } as const },
    ])
      assert.equal(findStuck(pod, isNodeReady, muchLaterMs), undefined);
  });
});
