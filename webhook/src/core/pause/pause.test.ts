import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { parseAnnotation } from "@mount-monitor/contract";
import { livePod, NOW_MS, timeBefore } from "../status/testing/example-status.ts";
import { examplePod } from "../testing/example-pod.ts";
import type { RawObject } from "../raw-object.ts";
import { orderAt, readPauseWish } from "./pause-order.ts";
import { isLeftAlone, planPause, planResume } from "./plan-pause.ts";

function order(length?: string, until?: string) {
  const read = readPauseWish({ for: length, until });
  return read.ok ? orderAt(read.wish, NOW_MS) : read;
}

describe("a pause order", () => {
  const good: ReadonlyArray<
    readonly [length: string | undefined, until: string | undefined, value: string, words: string]
  > = [
    [undefined, undefined, "true", "until it is resumed"],
    ["2h", undefined, "2026-11-26T14:00:00Z", "until 2026-11-26 14:00 UTC, for 2h"],
    ["1s", undefined, "2026-11-26T12:00:01Z", "until 2026-11-26 12:00 UTC, for 1s"],
    ["90s", undefined, "2026-11-26T12:01:30Z", "until 2026-11-26 12:01 UTC, for 1m30s"],
    [undefined, "2026-11-27T00:00:00+02:00", "2026-11-26T22:00:00Z", "until 2026-11-26 22:00 UTC, for 10h"],
  ];
  for (const [length, until, value, words] of good)
    it(`${length ?? until ?? "nothing"} is ${words}`, () =>
      assert.deepEqual(order(length, until), { ok: true, order: { value, words } }));

  const bad: ReadonlyArray<readonly [length: string | undefined, until: string | undefined, error: RegExp]> = [
    ["2h", "2026-11-27T00:00:00Z", /^--for and --until exclude each other/],
    ["2", undefined, /^--for is "2", which has no unit \(ms, s, m or h\); write for example --for 2h$/],
    ["1d", undefined, /^--for is "1d", which is not a duration /],
    ["-2h", undefined, /^--for is "-2h", which is not a duration /],
    ["0", undefined, /which is over at once/],
    ["999999h", undefined, /which is longer than ten years/],
    [undefined, "tomorrow", /^--until is "tomorrow", which is no time such as 2027-01-31T18:00:00Z$/],
    [undefined, "2026-02-31T10:00:00Z", /which is no time such as/],
    [undefined, "2026-11-26T18:00", /which names no time zone; write for example 2027-01-31T18:00:00Z$/],
    [undefined, "2026-11-26T12:00:00Z", /which is over: it is 2026-11-26 12:00 UTC$/],
  ];
  for (const [length, until, error] of bad)
    it(`refuses ${length ?? ""} ${until ?? ""}`, () => {
      const read = order(length, until);
      assert.match(read.ok ? "taken" : read.error, error);
    });

  it("is judged by the clock that it is given, and is no matter of the time before", () => {
    const until = "2026-11-26T12:00:00Z";
    const read = readPauseWish({ for: undefined, until });
    assert.ok(read.ok);
    assert.deepEqual(
      [NOW_MS - 1_000, NOW_MS].map((nowMs) => orderAt(read.wish, nowMs).ok),
      [true, false],
    );
  });

  it("writes only what the monitor takes", () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 87_600 * 3600 }), (seconds) => {
        const read = order(`${seconds}s`);
        return read.ok && parseAnnotation("pause", read.order.value).ok;
      }),
    ));
});

const twoHours = { value: "2026-11-26T14:00:00Z", words: "until 2026-11-26 14:00 UTC, for 2h" };
const paused = (value: string) =>
  livePod("a", { annotations: { "mount-monitor.io/pause": value, "mount-monitor.io/pause-reason": "disks" } });

describe("planPause", () => {
  it("holds the pod to its UID, and says until when", () => {
    const plan = planPause(livePod("a"), twoHours, "new disks", NOW_MS);
    assert.deepEqual(plan, {
      t: "patch",
      namespace: "media",
      name: "a",
      patch: {
        metadata: {
          uid: "uid-of-a",
          annotations: {
            "mount-monitor.io/pause": "2026-11-26T14:00:00Z",
            "mount-monitor.io/pause-reason": "new disks",
          },
        },
      },
      done: "is paused until 2026-11-26 14:00 UTC, for 2h",
      wouldBe: "would be paused until 2026-11-26 14:00 UTC, for 2h",
    });
  });

  it("takes away the reason of the pause before, and says what that was", () => {
    const plan = planPause(paused("true"), twoHours, undefined, NOW_MS);
    assert.ok(plan.t === "patch");
    assert.equal(
      plan.done,
      "is paused until 2026-11-26 14:00 UTC, for 2h; before, it was paused until it is resumed: disks",
    );
    assert.match(JSON.stringify(plan.patch), /"mount-monitor.io\/pause-reason":null/);
  });

  it("says where there is nothing to be paused anyway", () => {
    const of = (annotations: Record<string, string>) =>
      planPause(livePod("a", { annotations }), twoHours, undefined, NOW_MS);
    const [none, observe] = [of({ "mount-monitor.io/restart": "none" }), of({ "mount-monitor.io/mode": "observe" })];
    assert.ok(none.t === "patch" && observe.t === "patch");
    assert.match(none.done, /; it restarts nothing anyway \(restart: none\)$/);
    assert.match(observe.done, /; it restarts nothing anyway \(mode: observe\)$/);
  });

  const asks = {
    ...examplePod(),
    metadata: { namespace: "media", name: "a", annotations: { "mount-monitor.io/paths": "/a" } },
  };
  const refused: ReadonlyArray<readonly [pod: RawObject, sentence: string]> = [
    [{ metadata: { namespace: "media", name: "a" } }, "has no monitor: it does not ask for one"],
    [asks, "has no monitor, though it asks for one; doctor says why"],
    [
      {
        ...asks,
        metadata: { ...asks.metadata, annotations: { ...asks.metadata.annotations, "mount-monitor.io/status": "{}" } },
      },
      "has no monitor, since it was not injected; its annotation mount-monitor.io/status says why",
    ],
    [livePod("a", { status: { phase: "Failed" } }), "has ended"],
    [livePod("a", { metadata: { deletionTimestamp: timeBefore(1) } }), "was told to go already"],
  ];
  for (const [pod, sentence] of refused)
    it(`refuses a pod that ${sentence}`, () =>
      assert.deepEqual(planPause(pod, twoHours, undefined, NOW_MS), {
        t: "refused",
        namespace: "media",
        name: "a",
        sentence,
      }));
});

describe("isLeftAlone", () => {
  const going = { metadata: { deletionTimestamp: timeBefore(1) } };
  const cases: ReadonlyArray<readonly [what: string, pod: RawObject, alone: boolean]> = [
    ["one that runs", livePod("a"), false],
    ["one that has not started", livePod("a", { status: { phase: "Pending" } }), false],
    ["one that ran to its end", livePod("a", { status: { phase: "Succeeded" } }), true],
    ["one that failed", livePod("a", { status: { phase: "Failed" } }), true],
    ["one that was told to go", livePod("a", going), true],
  ];
  for (const [what, pod, alone] of cases)
    it(`${what}: ${alone}, and never where it is named itself`, () => {
      assert.equal(isLeftAlone(pod, []), alone);
      assert.equal(isLeftAlone(pod, [{ kind: "Job", name: "a" }]), alone);
      assert.equal(isLeftAlone(pod, [{ kind: "Pod", name: "b" }]), alone);
      assert.equal(isLeftAlone(pod, [{ kind: "Pod", name: "a" }]), false);
    });
});

describe("planResume", () => {
  it("takes away what was written, also where it was over", () => {
    const running = planResume(paused("true"), NOW_MS);
    assert.ok(running.t === "patch");
    const annotations = { "mount-monitor.io/pause": null, "mount-monitor.io/pause-reason": null };
    assert.deepEqual(running.patch, { metadata: { uid: "uid-of-a", annotations } });
    assert.equal(running.done, "is resumed; it was paused until it is resumed: disks");
    const over = planResume(paused("2026-11-26T11:00:00Z"), NOW_MS);
    assert.equal(over.t === "patch" && over.done, "is resumed; its pause was over");
  });

  it("leaves alone what is not paused", () =>
    assert.deepEqual(planResume(livePod("a"), NOW_MS), {
      t: "nothing",
      namespace: "media",
      name: "a",
      sentence: "is not paused",
    }));
});
