import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MS_PER_MINUTE } from "@mount-monitor/contract";
import { STUCK_REASONS, stuckReason, type StuckReason } from "./stuck-pod.ts";

const SINCE = "2026-01-01T00:00:00Z";
const FINE = { deletionTimestamp: undefined, finished: false, start: undefined };
const starting = (waitsFor: "gate" | "container") => ({ ...FINE, start: { waitsFor, since: SINCE } });

describe("stuckReason", () => {
  const table: ReadonlyArray<
    readonly [what: string, pod: Parameters<typeof stuckReason>[0], afterMinutes: number, reason: StuckReason]
  > = [
    ["a gate that waits", starting("gate"), 10, "gate-waits"],
    ["a container that does not start", starting("container"), 5, "cannot-start"],
    ["a pod that does not go", { ...FINE, deletionTimestamp: SINCE }, 1, "terminating"],
    ["one that went while it started", { ...starting("gate"), deletionTimestamp: SINCE }, 1, "terminating"],
    [
      "one that ran to its end, and does not go",
      { ...FINE, finished: true, deletionTimestamp: SINCE },
      1,
      "terminating",
    ],
  ];
  for (const [what, pod, afterMinutes, reason] of table)
    it(`says ${reason} of ${what}, after ${afterMinutes} minutes and not before`, () => {
      const overMs = Date.parse(SINCE) + afterMinutes * MS_PER_MINUTE;
      assert.deepEqual([stuckReason(pod, overMs - 1), stuckReason(pod, overMs)], [undefined, reason]);
    });

  it("has a case for each reason", () =>
    assert.deepEqual(new Set(table.map(([, , , reason]) => reason)), new Set(STUCK_REASONS)));

  it("says nothing of a pod that runs, that ended, or whose times cannot be read", () => {
    const muchLaterMs = Date.parse(SINCE) + 1e9;
    for (const pod of [
      FINE,
      { ...starting("gate"), finished: true },
      { ...FINE, deletionTimestamp: "soon" },
      { ...FINE, start: { waitsFor: "gate", since: "" } as const },
    ])
      assert.equal(stuckReason(pod, muchLaterMs), undefined);
  });
});
