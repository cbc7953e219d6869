import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { unknown } from "../live/known.ts";
import type { RawObject } from "../raw-object.ts";
import { reportStatus } from "./report-status.ts";
import type { SeenPod } from "./seen-pod.ts";
import { onlyReport as only } from "./testing/only-report.ts";
import {
  answerOf,
  heard,
  livePod,
  monitorStatus,
  mountEvent,
  NOW_MS,
  pictureOf,
  timeBefore,
  unheard,
} from "./testing/example-status.ts";

const FAILED = { t: "failed", why: "connection refused" } as const;
const withPause = (value: string, metadata: RawObject = {}) =>
  livePod("a", { annotations: { "mount-monitor.io/pause": value }, metadata });

describe("a mount whose monitor is not heard", () => {
  const hung = mountEvent("MountUnhealthy", "a", "/mnt/media: hung for 1m30s, 3 failed checks: no answer", 300);
  const again = mountEvent("MountRecovered", "a", "/mnt/media: healthy again after 5m", 200);
  const other = mountEvent("MountUnhealthy", "b", "/mnt/media: hung for 1m30s, 3 failed checks: no answer", 100);
  const observe = { annotations: { "mount-monitor.io/mode": "observe" } };
  const report = { annotations: { "mount-monitor.io/mounts": '[{"path":"/mnt/media","onFailure":"report"}]' } };
  const cases: ReadonlyArray<
    readonly [what: string, seen: SeenPod, events: readonly (typeof hung)[], found: readonly [string, string]]
  > = [
    ["is healthy where the kubelet finds it ready", unheard(livePod("a"), FAILED), [hung], ["HEALTHY", "readiness"]],
    [
      "is what was written last",
      unheard(livePod("a", { status: monitorStatus(false) }), FAILED),
      [hung, other],
      ["UNHEALTHY", "events"],
    ],
    [
      "is healthy again",
      unheard(livePod("a", { status: monitorStatus(false) }), FAILED),
      [again, hung],
      ["HEALTHY", "events"],
    ],
    [
      "is not known where nobody tells",
      unheard(livePod("a", { status: monitorStatus(false) }), FAILED),
      [other],
      ["UNKNOWN", "none"],
    ],
    ["is not known by readiness in observe mode", unheard(livePod("a", observe), FAILED), [], ["UNKNOWN", "none"]],
    [
      "is not known by readiness where it is only reported",
      unheard(livePod("a", report), FAILED),
      [],
      ["UNKNOWN", "none"],
    ],
    [
      "is not known of a pod that does not run",
      unheard(livePod("a", { status: { phase: "Pending" } }), { t: "not-asked" }),
      [hung],
      ["UNKNOWN", "none"],
    ],
  ];
  for (const [what, seen, events, [status, source]] of cases)
    it(what, () => {
      const [mount] = only(seen, events).mounts;
      assert.deepEqual([mount?.status, mount?.source], [status, source]);
    });
});

describe("a pause", () => {
  const written = (secondsAgo: number) => ({
    managedFields: [
      { time: timeBefore(9), fieldsV1: { "f:metadata": { "f:labels": {} } } },
      {
        time: timeBefore(secondsAgo),
        fieldsV1: { "f:metadata": { "f:annotations": { "f:mount-monitor.io/pause": {} } } },
      },
    ],
  });
  const cases: ReadonlyArray<readonly [what: string, pod: RawObject, state: string, until: string | null | undefined]> =
    [
      ["without an end", withPause("true"), "Paused", null],
      ["until a time", withPause("2026-11-26T14:00:00Z"), "Paused", "2026-11-26T14:00:00.000Z"],
      ["that is over", withPause("2026-11-26T12:00:00Z"), "Running", undefined],
      ["that was taken back", withPause("false"), "Running", undefined],
      ["for a while, from when it was written", withPause("2h", written(3600)), "Paused", "2026-11-26T13:00:00.000Z"],
      ["for a while that is over", withPause("1h", written(3600)), "Running", undefined],
      ["for a while, from nobody knows when", withPause("1h"), "Paused", null],
      ["that is none of what it may be", withPause("oui"), "Paused", null],
    ];
  for (const [what, pod, state, until] of cases)
    it(what, () => {
      const found = only(heard(pod));
      assert.deepEqual([found.state, found.paused?.until], [state, until]);
    });
  it("says why, and what is wrong with it", () => {
    const reason = { "mount-monitor.io/pause": "oui", "mount-monitor.io/pause-reason": "new disks" };
    const { message, paused } = only(heard(livePod("a", { annotations: reason })));
    assert.equal(message, 'paused by "oui", which is taken for true: new disks');
    assert.equal(paused?.reason, "new disks");
  });
});

describe("health of a pod", () => {
  const failing = answerOf([{ path: "/mnt/media", status: "DEGRADED" }]);
  const cases: ReadonlyArray<readonly [what: string, seen: SeenPod, healthy: boolean, state: string]> = [
    ["all is well", heard(livePod("a")), true, "Running"],
    ["a mount fails", heard(livePod("a"), failing), false, "NotReady"],
    [
      "a mount fails, observed",
      heard(livePod("a", { annotations: { "mount-monitor.io/mode": "observe" } }), failing),
      false,
      "Observing",
    ],
    ["paused, and all is well", heard(withPause("true")), true, "Paused"],
    ["paused, and a mount fails", heard(withPause("true"), failing), false, "Paused"],
    ["not reachable, but ready", unheard(livePod("a"), FAILED), true, "NotReachable"],
    ["not to be asked, but ready", unheard(livePod("a"), { t: "forbidden" }), true, "Running"],
    [
      "not to be asked, and not ready",
      unheard(livePod("a", { status: monitorStatus(false) }), { t: "forbidden" }),
      false,
      "NotReady",
    ],
    [
      "a restart is on its way",
      heard(livePod("a"), answerOf([{ path: "/mnt/media" }], { state: "acting" })),
      false,
      "Restarting",
    ],
    ["not started", unheard(livePod("a", { status: { phase: "Pending" } }), { t: "not-asked" }), false, "Pending"],
    [
      "told to go",
      unheard(livePod("a", { metadata: { deletionTimestamp: timeBefore(1) } }), { t: "not-asked" }),
      true,
      "Terminating",
    ],
    ["ended", unheard(livePod("a", { status: { phase: "Failed" } }), { t: "not-asked" }), true, "Failed"],
  ];
  for (const [what, seen, healthy, state] of cases)
    it(what, () => {
      const pod = only(seen);
      assert.deepEqual([pod.healthy, pod.state], [healthy, state]);
    });
  it("says that a restart would fail", () => {
    const selfTest = { ok: false, message: "it may not delete pods" };
    const pod = only(heard(livePod("a"), answerOf([{ path: "/mnt/media" }], { selfTest })));
    assert.equal(pod.message, "a restart would fail: it may not delete pods");
  });
});

describe("a pod that was told to go", () => {
  const cases: ReadonlyArray<readonly [what: string, metadata: RawObject, secondsAgo: number]> = [
    ["whose time is running", { deletionTimestamp: timeBefore(-10), deletionGracePeriodSeconds: 30 }, 20],
    ["whose time is over", { deletionTimestamp: timeBefore(300), deletionGracePeriodSeconds: 30 }, 330],
    ["which had no time", { deletionTimestamp: timeBefore(300), deletionGracePeriodSeconds: 0 }, 300],
    ["of which nothing else is known", { deletionTimestamp: timeBefore(300), deletionGracePeriodSeconds: "30" }, 300],
  ];
  for (const [what, metadata, secondsAgo] of cases)
    it(`${what}, goes since it was told`, () => {
      const { state, since } = only(unheard(livePod("a", { metadata }), { t: "not-asked" }));
      assert.deepEqual([state, since], ["Terminating", timeBefore(secondsAgo)]);
    });
});

describe("a monitor that answers", () => {
  it("has no more mounts than a monitor can have, whatever a pod claims", () =>
    assert.equal(answerOf(Array.from({ length: 100_000 }, () => ({ path: "/mnt/media" }))).mounts.length, 64));
});

describe("reportStatus", () => {
  it("does without events", () => {
    const report = reportStatus({ ...pictureOf([heard(livePod("a"))]), events: unknown("forbidden") }, [], NOW_MS);
    assert.equal(report.pods[0]?.lastRestart, null);
  });
  it("has pods in the order of their names, and counts them", () => {
    const pods = [heard(livePod("b")), heard(livePod("c", { namespace: "films" })), heard(withPause("true"))];
    const { pods: found, summary } = reportStatus(pictureOf(pods), [], NOW_MS);
    assert.deepEqual(
      found.map(({ name }) => name),
      ["c", "a", "b"],
    );
    assert.deepEqual(summary, { pods: 3, healthy: 3, paused: 1 });
  });
});
