import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { failed, OK, sampleTrack, VOID } from "../simulation/samples.ts";
import { failureCount } from "./mount-health.ts";
import {
  answer,
  forgive,
  isStuck,
  lookNow,
  type MountTrack,
  retrack,
  type TrackStep,
  wake,
  wakeAtMs,
} from "./mount-track.ts";

/** In the middle of the jitter: intervals are as configured. */
const MIDDLE = 0.5;
const at = (nowMs: number, random = MIDDLE) => ({ nowMs, random });

/** Time passes until a moment, and nothing answers. What was counted, and when. */
function waitUntil(
  start: MountTrack,
  untilMs: number,
): { track: MountTrack; failuresAtMs: number[]; probes: number[] } {
  let track = start;
  const failuresAtMs: number[] = [];
  const probes: number[] = [];
  for (let guard = 0; wakeAtMs(track) <= untilMs; guard++) {
    assert.ok(guard < 10_000, "it spins");
    const nowMs = wakeAtMs(track);
    const step = wake(track, at(nowMs));
    if (step.observed?.t === "failed") failuresAtMs.push(nowMs);
    if (step.startProbe) probes.push(nowMs);
    track = step.track;
  }
  return { track, failuresAtMs, probes };
}

function started(mount: Parameters<typeof sampleTrack>[0] = {}, nowMs = 0): MountTrack {
  const step = wake(sampleTrack(mount, {}, nowMs), at(nowMs));
  assert.equal(step.startProbe, true);
  return step.track;
}

describe("wake", () => {
  it("starts the first probe at once and the next an interval later", () => {
    const first = started();
    const healthy = answer(first, OK, at(3)).track;
    assert.equal(wakeAtMs(healthy), 30_000);
    assert.equal(wake(healthy, at(26_999)).startProbe, false);
    const second = wake(healthy, at(30_000));
    assert.equal(second.startProbe, true);
    assert.deepEqual(second.track.slot, { t: "out", deadlineMs: 35_000, hung: false, forgiven: 0 });
  });

  it("counts the time limit to the millisecond, once", () => {
    const out = started();
    assert.equal(wake(out, at(4_999)).observed, undefined);
    const late = wake(out, at(5_000));
    assert.deepEqual(late.observed?.t === "failed" && [late.observed.fault, late.observed.message], [
      "hung",
      "no answer within 5s (readTimeout); the mount hangs",
    ]);
    assert.equal(wake(late.track, at(5_001)).observed, undefined);
  });

  const hangs: ReadonlyArray<
    readonly [what: string, mount: Parameters<typeof sampleTrack>[0], failuresAtMs: readonly number[]]
  > = [
    ["with defaults: at the limit, then every 20 s", {}, [5_000, 25_000, 45_000, 65_000]],
    ["with a limit as long as the interval", { readTimeout: "30s" }, [30_000, 50_000, 70_000, 90_000]],
    [
      "with a limit a little shorter than the interval",
      { checkInterval: "10s", readTimeout: "9900ms" },
      [9_900, 19_900, 29_900, 39_900],
    ],
    [
      "with a limit longer than the interval",
      { checkInterval: "10s", readTimeout: "25s" },
      [25_000, 35_000, 45_000, 55_000],
    ],
    [
      "with a limit far longer than the interval",
      { checkInterval: "10ms", readTimeout: "5s" },
      [5_000, 5_010, 5_020, 5_030],
    ],
  ];
  for (const [what, mount, expected] of hangs) {
    it(`counts one failure an interval while the probe is out, ${what}`, () => {
      const { failuresAtMs, probes } = waitUntil(started(mount), expected.at(-1) ?? 0);
      assert.deepEqual(failuresAtMs, expected);
      assert.deepEqual(probes, [], "no second probe");
    });
  }

  it("does not take one slow answer for two failures, whatever the interval and the limit", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 100_000 }),
        fc.integer({ min: 1, max: 100_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (intervalMs, limitMs, random) => {
          let track = wake(
            sampleTrack({ checkInterval: `${intervalMs}ms`, readTimeout: `${limitMs}ms` }),
            at(0, random),
          ).track;
          const times: number[] = [];
          for (let guard = 0; times.length < 4; guard++) {
            assert.ok(guard < 100_000, "it spins");
            const nowMs = wakeAtMs(track);
            const step = wake(track, at(nowMs, random));
            if (step.observed) times.push(nowMs);
            track = step.track;
          }
          const least = Math.min(20_000, intervalMs * 0.9) - 1e-6;
          for (const [index, time] of times.entries()) {
            if (index > 0) assert.ok(time - (times[index - 1] ?? 0) >= least, `${times}`);
          }
        },
      ),
    );
  });
});

describe("answer", () => {
  it("counts what comes in time, and frees the slot", () => {
    const step = answer(started(), OK, at(4_000));
    assert.deepEqual(step.track.slot, { t: "free" });
    assert.equal(step.track.record.health.t, "healthy");
    assert.equal(step.observed, OK);
  });

  it("only frees the slot after the time limit, and the next check asks anew", () => {
    const { track } = waitUntil(started(), 5_000);
    const late = answer(track, OK, at(6_000));
    assert.equal(late.observed, undefined);
    assert.equal(late.track.record.health.t, "degraded");
    assert.deepEqual(late.track.slot, { t: "free" });
    // An interval after the start of the check that hung, not after its limit.
    assert.equal(wakeAtMs(late.track), 20_000);
    assert.equal(wake(late.track, at(20_000)).startProbe, true);
  });

  it("asks at once where the late answer comes after the interval", () => {
    const { track } = waitUntil(started({ checkInterval: "10s", readTimeout: "25s" }), 25_000);
    assert.equal(wakeAtMs(answer(track, OK, at(34_000)).track), 34_000);
  });

  it("takes a void answer for nothing but a free slot", () => {
    const { track, observed } = answer(started(), VOID, at(10));
    assert.deepEqual(track.record.health, { t: "unknown" });
    assert.equal(track.record.lastCheckMs, undefined);
    assert.equal(observed, VOID);
    assert.equal(wakeAtMs(track), 30_000);
  });

  it("checks again within 20 s once a mount is degraded, and after the whole interval once unhealthy", () => {
    let track = started({ checkInterval: "1m", failureThreshold: 2 });
    track = answer(track, failed(), at(1)).track;
    assert.equal(wakeAtMs(track), 20_000);
    track = answer(wake(track, at(20_000)).track, failed(), at(20_001)).track;
    assert.equal(track.record.health.t, "unhealthy");
    assert.equal(wakeAtMs(track), 40_000);
    track = answer(wake(track, at(40_000)).track, failed(), at(40_001)).track;
    assert.equal(wakeAtMs(track), 100_000);
  });

  it("does not make a short interval longer while degraded", () => {
    assert.equal(wakeAtMs(answer(started({ checkInterval: "2s" }), failed(), at(1)).track), 2_000);
  });
});

describe("looking at many mounts at once", () => {
  it("leaves the time of the next check alone when an answer comes, so that mounts stay in step", () => {
    const out = started();
    const random = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(random, (drawn) => assert.equal(answer(out, OK, at(3, drawn)).track.nextTickMs, out.nextTickMs)),
    );
  });

  it("takes what the jitter could have made due by now, when it is awake anyway", () => {
    const healthy = answer(started(), OK, at(3)).track;
    const early = wake(healthy, at(27_000));
    assert.equal(early.startProbe, true);
    assert.equal(early.track.nextTickMs, 57_000);
  });

  it("counts a mount that hangs no sooner for that", () => {
    const { track } = waitUntil(started({ checkInterval: "10s", readTimeout: "1s" }), 1_000);
    assert.equal(wakeAtMs(track), 11_000);
    assert.equal(wake(track, at(10_900)).observed, undefined);
  });
});

describe("jitter", () => {
  it("keeps checks between 90 % and 110 % of the interval apart", () => {
    const random = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(random, random, fc.integer({ min: 0, max: 4_999 }), (first, second, tookMs) => {
        const out = wake(sampleTrack(), at(0, first)).track;
        const dueMs = wakeAtMs(answer(out, OK, at(tookMs, second)).track);
        assert.ok(dueMs >= 27_000 && dueMs <= 33_000, String(dueMs));
      }),
    );
  });
  it("reaches both ends", () => {
    assert.equal(wake(sampleTrack(), at(0, 0)).track.nextTickMs, 27_000);
    assert.equal(wake(sampleTrack(), at(0, 1)).track.nextTickMs, 33_000);
  });
});

describe("lookNow", () => {
  it("starts a probe where none is out, and the next check counts from there", () => {
    const healthy = answer(started(), OK, at(3)).track;
    const step = lookNow(healthy, at(12_000));
    assert.equal(step.startProbe, true);
    assert.equal(step.track.nextTickMs, 42_000);
    assert.deepEqual(step.track.slot, { t: "out", deadlineMs: 17_000, hung: false, forgiven: 0 });
  });
  it("leaves alone what is out already", () => {
    const out = started();
    assert.deepEqual(lookNow(out, at(1_000)), {
      track: out,
      startProbe: false,
      observed: undefined,
    } satisfies TrackStep);
  });
});

describe("retrack", () => {
  it("leaves a probe that is out its time, or takes the shorter one", () => {
    const out = started();
    const at = (readTimeout: string) => retrack(out, sampleTrack({ readTimeout }).config, 1_000).slot;
    assert.deepEqual(at("1s"), { t: "out", deadlineMs: 2_000, hung: false, forgiven: 0 });
    assert.deepEqual(at("30s"), { t: "out", deadlineMs: 5_000, hung: false, forgiven: 0 });
  });
  it("leaves a free slot free", () => {
    const healthy = answer(started(), OK, at(3)).track;
    assert.deepEqual(retrack(healthy, sampleTrack().config, 1_000).slot, { t: "free" });
  });
});

describe("forgive", () => {
  it("gives what is out its whole time again, and asks nobody before now", () => {
    const forgiven = forgive(started(), 60_000);
    assert.deepEqual(forgiven.slot, { t: "out", deadlineMs: 65_000, hung: false, forgiven: 1 });
    assert.equal(failureCount(wake(forgiven, at(64_999)).track.record.health), 0);
    assert.ok(wakeAtMs(forgiven) >= 60_000, "a time that is over would wake the loop for ever");
  });
  it("moves a check that was slept through to now, not further", () => {
    const healthy = answer(started(), OK, at(3)).track;
    assert.equal(wakeAtMs(forgive(healthy, 90_000)), 90_000);
    assert.equal(wakeAtMs(forgive(healthy, 10_000)), 30_000);
  });
  it("does not take what hung before the process was stopped for hanging still", () => {
    const { track } = waitUntil(started(), 5_000);
    const forgiven = forgive(track, 100_000);
    assert.deepEqual(forgiven.slot, { t: "out", deadlineMs: 105_000, hung: false, forgiven: 1 });
    assert.equal(failureCount(wake(forgiven, at(100_000)).track.record.health), 1);
    assert.equal(failureCount(waitUntil(forgiven, 105_000).track.record.health), 2);
  });
  it("does so five times, and then no more", () => {
    let track = started();
    for (let times = 1; times <= 5; times++) {
      track = forgive(track, times * 10_000);
      assert.equal(track.slot.t === "out" && track.slot.deadlineMs, times * 10_000 + 5_000);
    }
    assert.deepEqual(forgive(track, 60_000).slot, track.slot);
  });
  it("ends: where every time comes late, a mount that hangs is found all the same", () => {
    let track = started();
    for (let nowMs = 10_000; nowMs <= 100_000; nowMs += 10_000) track = forgive(track, nowMs);
    assert.equal(failureCount(wake(track, at(100_000)).track.record.health), 1);
  });
});

describe("isStuck", () => {
  it("is so from the time limit until the answer, also where the process was stopped meanwhile", () => {
    const first = started({ readTimeout: "5s" });
    assert.equal(isStuck(first), false);
    const { track: hangs } = waitUntil(first, 5_000);
    assert.equal(isStuck(hangs), true);
    const forgiven = forgive(hangs, 9_000);
    assert.equal(isStuck(forgiven), true);
    assert.equal(isStuck(answer(forgiven, OK, at(9_500)).track), false);
    assert.equal(isStuck(answer(hangs, OK, at(9_500)).track), false);
  });

  it("is not what failed otherwise and is looked at again", () => {
    const { track } = answer(started(), failed("dead"), at(3));
    assert.equal(isStuck(lookNow(track, at(10)).track), false);
  });
});
