import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readPodEvent } from "./pod-events.ts";
import { answerOf, heard, livePod, restartEvent, timeBefore } from "./testing/example-status.ts";
import { onlyReport as only } from "./testing/only-report.ts";

describe("the last restart", () => {
  const cause = "/mnt/media: dead for 50s, 3 failed checks: ENOTCONN";
  it("is the newest that anybody knows of, with the event of that time as its cause", () => {
    const event = restartEvent("ReplicaSet/plex-5d8f", cause, 600);
    const told = answerOf([{ path: "/mnt/media" }], { recent: [timeBefore(4000), timeBefore(610)] });
    const { lastRestart } = only(heard(livePod("a"), told), [event]);
    assert.deepEqual(lastRestart, { time: "2026-11-26T11:50:00.000Z", fault: "dead", why: cause });
  });
  it("has no cause where its event is gone, or is about another restart", () => {
    const told = answerOf([{ path: "/mnt/media" }], { recent: [timeBefore(60)] });
    const old = restartEvent("ReplicaSet/plex-5d8f", cause, 600);
    const time = "2026-11-26T11:59:00.000Z";
    assert.deepEqual(only(heard(livePod("a"), told), [old]).lastRestart, { time, fault: null, why: null });
  });
  it("has the event nearest to it as its cause, in whatever order events come", () => {
    const told = answerOf([{ path: "/mnt/media" }], { recent: [timeBefore(60)] });
    const nearest = restartEvent("ReplicaSet/plex-5d8f", cause, 62);
    const before = restartEvent("ReplicaSet/plex-5d8f", "/mnt/media: hung for 50s, 3 failed checks: no answer", 280);
    for (const events of [
      [before, nearest],
      [nearest, before],
    ])
      assert.equal(only(heard(livePod("a"), told), events).lastRestart?.fault, "dead");
  });
  it("is found however many a pod claims to know of", () => {
    const recent = Array.from({ length: 200_000 }, (_, index) => timeBefore(200_000 - index));
    const told = answerOf([{ path: "/mnt/media" }], { recent });
    assert.equal(told.restart.recentMs.length, 999);
    assert.equal(only(heard(livePod("a"), told)).lastRestart?.time, timeBefore(1));
    const restart = { ...told.restart, recentMs: recent.map((time) => Date.parse(time)) };
    assert.equal(only(heard(livePod("a"), { ...told, restart })).lastRestart?.time, timeBefore(1));
  });
  it("is not that of another workload, nor of one in another namespace", () => {
    const events = [
      restartEvent("ReplicaSet/plex-77", cause, 60),
      restartEvent("ReplicaSet/plex-5d8f", cause, 60, "other"),
    ];
    assert.equal(only(heard(livePod("a")), events).lastRestart, null);
  });
  it("is none that was only observed", () => {
    const event = {
      metadata: {
        namespace: "media",
        uid: "1",
        creationTimestamp: timeBefore(60),
        annotations: { "mount-monitor.io/workload": "ReplicaSet/plex-5d8f" },
      },
      involvedObject: { kind: "Pod", namespace: "media", name: "a", uid: "uid-of-a" },
      reason: "WatchdogRestart",
      reportingComponent: "mount-monitor",
      message: `would have restarted the pod (delete; mode is observe): ${cause}`,
    };
    assert.equal(readPodEvent({ ...event, type: "Normal" }), undefined);
    assert.equal(readPodEvent({ ...event, type: "Warning" })?.t, "restarted");
  });
  it("may have been in place", () => {
    const terminated = { exitCode: 88, finishedAt: "2026-11-26T11:00:00Z" };
    const status = { initContainerStatuses: [{ name: "mount-monitor", ready: true, lastState: { terminated } }] };
    assert.equal(only(heard(livePod("a", { status }))).lastRestart?.time, "2026-11-26T11:00:00.000Z");
  });
});
