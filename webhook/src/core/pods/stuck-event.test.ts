import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { InjectedPod } from "./injected-pod.ts";
import { STUCK_EVENTS, stuckEvent } from "./stuck-event.ts";
import { STUCK_REASONS, type StuckReason } from "./stuck-pod.ts";

const NOW_MS = Date.parse("2026-01-01T01:00:00Z");
const POD = {
  namespace: "media",
  name: "plex-0",
  uid: "u1",
  node: "n1",
  start: { waitsFor: "gate", since: "2026-01-01T00:00:00Z" },
  deletionTimestamp: "2026-01-01T00:30:00Z",
} as InjectedPod;

describe("stuckEvent", () => {
  const table: Readonly<Record<StuckReason, RegExp>> = {
    "gate-waits":
      /since 2026-01-01T00:00:00Z: a mount on node n1 .* kubectl -n media logs plex-0 -c mount-monitor-gate$/,
    "cannot-start": /since 2026-01-01T00:00:00Z; .* the container runtime of node n1 hangs/,
    terminating: /ended at 2026-01-01T00:30:00Z, .* on node n1, as root: .*\/abort$/,
  };
  for (const stuck of STUCK_REASONS)
    it(`says of ${stuck} since when, where, and what to do`, () => {
      const event = stuckEvent(POD, stuck, NOW_MS);
      assert.match(event.message, table[stuck]);
      assert.ok(event.message.length <= 1024);
      assert.deepEqual([event.reason, event["type"], event["count"]], [STUCK_EVENTS[stuck], "Warning", 1]);
      assert.deepEqual(event["involvedObject"], {
        kind: "Pod",
        apiVersion: "v1",
        namespace: "media",
        name: "plex-0",
        uid: "u1",
      });
    });

  it("has one name for one pod and reason, whoever writes it and when", () => {
    const name = (pod: InjectedPod, stuck: StuckReason, nowMs = NOW_MS) => stuckEvent(pod, stuck, nowMs).metadata.name;
    assert.equal(name(POD, "terminating"), name(POD, "terminating", NOW_MS + 1));
    const others = [name({ ...POD, uid: "u2" }, "terminating"), name(POD, "gate-waits"), name(POD, "terminating")];
    assert.equal(new Set(others).size, 3);
  });

  it("has a name that Kubernetes takes, however long that of the pod is", () => {
    for (const name of ["a".repeat(253), `${"a".repeat(235)}-${"b".repeat(17)}`]) {
      const event = stuckEvent({ ...POD, name }, "terminating", NOW_MS);
      assert.match(event.metadata.name, /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/);
      assert.ok(event.metadata.name.length <= 253);
    }
  });
});
