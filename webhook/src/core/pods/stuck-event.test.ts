import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MS_PER_MINUTE } from "@mount-monitor/contract";
import type { InjectedPod } from "./injected-pod.ts";
import { STUCK_EVENTS, stuckEvent } from "./stuck-event.ts";
import { newsOf, type PodNews } from "./pod-news.ts";
import { STUCK_REASONS, type StuckReason } from "./stuck-pod.ts";

const NOW_MS = Date.parse("2026-01-01T01:00:00Z");
const POD = {
  namespace: "media",
  name: "plex-0",
  uid: "u1",
  node: "n1",
  start: { waitsFor: "gate", since: "2026-01-01T00:00:00Z" },
  deletionTimestamp: "2026-01-01T00:30:00Z",
  finalizers: ["example.org/backup", "example.org/log"],
} as unknown as InjectedPod;
const news = (reason: StuckReason, pod: Partial<InjectedPod> = {}, turn = 0): PodNews => ({
  pod: { ...POD, ...pod },
  stuck: { reason, sinceMs: NOW_MS },
  turn,
});

describe("stuckEvent", () => {
  const table: Readonly<Record<StuckReason, RegExp>> = {
    "gate-waits":
      /since 2026-01-01T00:00:00Z: a mount on node n1 .* kubectl -n media logs plex-0 -c mount-monitor-gate$/,
    "cannot-start": /since 2026-01-01T00:00:00Z; .* the container runtime of node n1 hangs/,
    terminating: /ended at 2026-01-01T00:30:00Z, .* on node n1, as root: .*\/abort$/,
    finalizers: /ended at 2026-01-01T00:30:00Z, .* finalizers hold it: example\.org\/backup, example\.org\/log; .*/,
    "node-not-ready":
      /ended at .*: node n1 is not ready, .* kubectl -n media delete pod plex-0 --grace-period=0 --force$/,
  };
  for (const reason of STUCK_REASONS)
    it(`says of ${reason} since when, where, and what to do`, () => {
      const event = stuckEvent(news(reason), NOW_MS);
      assert.match(event.message, table[reason]);
      assert.deepEqual([event.reason, event["type"], event["count"]], [STUCK_EVENTS[reason], "Warning", 1]);
      assert.deepEqual(event["involvedObject"], {
        kind: "Pod",
        apiVersion: "v1",
        namespace: "media",
        name: "plex-0",
        uid: "u1",
      });
    });

  it("names a mount as the cause only where it may be one", () => {
    const message = (finalizers: readonly string[], reason: StuckReason) =>
      stuckEvent(news(reason, { finalizers }), NOW_MS).message;
    assert.match(
      message(POD.finalizers, "terminating"),
      /a mount that does not answer, or finalizers hold it \(example/,
    );
    assert.doesNotMatch(message([], "terminating"), /finalizer/);
    for (const reason of ["finalizers", "node-not-ready"] as const)
      assert.doesNotMatch(message(POD.finalizers, reason), /mount|abort/);
  });

  it("fits into an event, whatever has to be named", () => {
    const long = {
      namespace: "n".repeat(63),
      name: "p".repeat(253),
      node: "n".repeat(253),
      finalizers: Array.from({ length: 9 }, (_, index) => `${"f".repeat(253)}/${index}${"x".repeat(62)}`),
    };
    for (const reason of STUCK_REASONS) assert.ok(stuckEvent(news(reason, long), NOW_MS).message.length <= 1024);
  });

  it("has one name for the same news, whoever writes it and when", () => {
    const name = (one: PodNews, nowMs = NOW_MS) => stuckEvent(one, nowMs).metadata.name;
    const going = news("terminating");
    assert.equal(name(going), name(going, NOW_MS + 1));
    const others = [going, news("terminating", { uid: "u2" }), news("gate-waits"), news("terminating", {}, 1)];
    assert.equal(new Set(others.map((one) => name(one))).size, others.length);
  });

  it("has a name that Kubernetes takes, however long that of the pod is", () => {
    for (const name of ["a".repeat(253), `${"a".repeat(235)}-${"b".repeat(17)}`]) {
      const event = stuckEvent(news("terminating", { name }), NOW_MS);
      assert.match(event.metadata.name, /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/);
      assert.ok(event.metadata.name.length <= 253);
    }
  });
});

describe("newsOf", () =>
  it("tells again before the API server forgets, for as long as it lasts", () => {
    const toldAt = (minutes: number) =>
      newsOf(POD, () => undefined, Date.parse(POD.deletionTimestamp ?? "") + minutes * MS_PER_MINUTE)?.turn;
    assert.deepEqual([0.9, 1, 50.9, 51, 100.9, 101, 1_001].map(toldAt), [undefined, 0, 0, 1, 1, 2, 20]);
  }));
