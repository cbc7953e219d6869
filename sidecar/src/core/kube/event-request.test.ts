import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { createEventRequest, cutToBytes } from "./event-request.ts";
import type { PodEvent } from "./pod-event.ts";

const EVENT: PodEvent = {
  pod: { namespace: "media", name: "plex-0", uid: "u1", node: "n1" },
  reason: "WatchdogRestart",
  message: "mount /mnt/media is dead",
  type: "Warning",
  atMs: 0,
  annotations: { "mount-monitor.io/workload": "statefulset/plex" },
};
const STAMP = { timestamp: "2026-11-20T10:00:00Z", suffix: "0123456789abcdef" };

const nameOf = (event: PodEvent): string =>
  (JSON.parse(createEventRequest(event, STAMP).body) as { metadata: { name: string } }).metadata.name;

describe("createEventRequest", () => {
  it("writes what kubectl describe looks for", () => {
    const { method, path, body } = createEventRequest(EVENT, STAMP);
    assert.deepEqual([method, path], ["POST", "/api/v1/namespaces/media/events"]);
    assert.deepEqual(JSON.parse(body), {
      kind: "Event",
      apiVersion: "v1",
      metadata: {
        name: "plex-0.0123456789abcdef",
        namespace: "media",
        annotations: { "mount-monitor.io/workload": "statefulset/plex" },
      },
      involvedObject: { kind: "Pod", apiVersion: "v1", namespace: "media", name: "plex-0", uid: "u1" },
      reason: "WatchdogRestart",
      message: "mount /mnt/media is dead",
      type: "Warning",
      source: { component: "mount-monitor", host: "n1" },
      reportingComponent: "mount-monitor",
      reportingInstance: "plex-0",
      firstTimestamp: "2026-11-20T10:00:00Z",
      lastTimestamp: "2026-11-20T10:00:00Z",
      count: 1,
    });
  });

  it("keeps the name of the event a name", () => {
    const name = nameOf({ ...EVENT, pod: { ...EVENT.pod, name: `${"a".repeat(235)}.-${"b".repeat(16)}` } });
    assert.equal(name, `${"a".repeat(235)}.0123456789abcdef`);
    assert.equal(nameOf({ ...EVENT, pod: { ...EVENT.pod, name: "a".repeat(253) } }).length, 253);
  });
});

describe("cutToBytes", () => {
  it("never exceeds the limit, never splits a character, and leaves alone what fits", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), fc.integer({ min: 3, max: 80 }), (text, limit) => {
        const cut = cutToBytes(text, limit);
        if (Buffer.byteLength(text) <= limit) return assert.equal(cut, text);
        assert.ok(Buffer.byteLength(cut) <= limit);
        assert.ok(cut.endsWith("…") && text.startsWith(cut.slice(0, -1)));
        assert.ok(cut.isWellFormed());
      }),
    );
  });
});
