import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { PodPlan } from "../schedule/pod-plan.ts";
import {
  api,
  BEGUN,
  broken,
  call,
  deleted,
  exit,
  figures,
  lag,
  line,
  live,
  mood,
  paused,
  ready,
  running,
  type Told,
} from "./histories.ts";

const CAUSE = "never a restart without cause";
const MISSED = "never a missed restart";
const ANEW = "never waits anew";
const OWN = "never another pod's";
const ONCE = "never two for one cause";
const BUDGET = "never more than the budget";
const PAUSE = "never while paused";
const WORD = "never a word that is not so";
const SOON = "never UNHEALTHY too soon";
const READY = "ready when, and only when, the mounts are";
const ALIVE = "always alive";
const GATE = "the gate opens when the mounts answer";
const ENDS = "ends as told";
const FLAT = "threads, descriptors and memory flat";
/** Seven of Node, one for each mount of `PLAN`, and four. */
const MOST = 14;

interface Case {
  readonly name: string;
  readonly history: readonly Told[];
  readonly plan?: Partial<PodPlan>;
  readonly endS?: number;
  readonly breaks?: string;
}
const UNHEALTHY = "mount unhealthy";
const nextPod = (atS: number, uid: string): Told[] => [[atS, { t: "pod", uid }], running(atS, "monitor")];
/** A monitor that is killed while it waits, and back a second later. */
const killedAt = (atS: number): Told[] => [
  running(atS, "nothing"),
  exit(atS, null, "killed"),
  running(atS + 1, "monitor"),
];
const DELAYED: Partial<PodPlan> = { restartDelayMs: 15_000 };
const FAILS: readonly Told[] = [mood(10, "failing"), line(10.5, UNHEALTHY)];
const TRIGGERS = "mount unhealthy, triggering pod restart";
const WOULD = "mount unhealthy, would have restarted the pod";

const CASES: readonly Case[] = [
  { name: "nothing happens", history: [], endS: 60 },
  { name: "a mount dies and the pod goes", history: [mood(10, "failing"), call(10.5), deleted(10.5)] },
  { name: "one hangs and the pod goes", history: [mood(10, "hanging"), call(11.5), deleted(11.5)] },

  { name: "a call while all is well", history: [call(20)], breaks: CAUSE },
  { name: "a call too soon", history: [mood(10, "failing"), call(10.1)], breaks: CAUSE },
  {
    name: "a call before the delay is over",
    plan: { restartDelayMs: 5_000 },
    history: [mood(10, "failing"), call(13)],
    breaks: CAUSE,
  },
  { name: "a call after a recovery", history: [mood(10, "failing"), mood(12, "ok"), call(17)], breaks: CAUSE },
  {
    name: "a call after a recovery, by a round that was under way",
    history: [mood(10, "failing"), api(10, false), mood(12, "ok"), call(17)],
  },
  {
    name: "a call for failures that a success came between",
    history: [mood(10, "failing"), mood(10.15, "ok"), mood(13, "failing"), call(13.1)],
    breaks: CAUSE,
  },
  { name: "a call for a mount that is only reported", history: [mood(10, "failing", "c"), call(12)], breaks: CAUSE },
  { name: "a call for a mount that denies", history: [mood(10, "denied"), call(12)], breaks: CAUSE },
  {
    name: "a call by who may only report",
    plan: { action: "none" },
    history: [mood(10, "failing"), call(12)],
    breaks: CAUSE,
  },
  {
    name: "a call by who only observes",
    plan: { mode: "observe" },
    history: [mood(10, "failing"), line(10.5, WOULD), call(12)],
    breaks: CAUSE,
  },
  {
    name: "a word that it would, while all is well",
    plan: { mode: "observe" },
    history: [line(12, WOULD)],
    breaks: CAUSE,
  },
  {
    name: "a call of a pod whose mount never was healthy",
    history: [mood(3, "failing"), ...nextPod(5, "plex-2"), call(10, "plex-2")],
    breaks: CAUSE,
  },
  {
    name: "a call of a pod that somebody put in the place of another, whose mount never was healthy",
    history: [
      [10, { t: "replaced" }],
      mood(13.8, "failing"),
      running(14, "nothing"),
      exit(14, null, "killed"),
      ...nextPod(14, "plex-2"),
      call(20, "plex-2"),
    ],
    breaks: CAUSE,
  },
  {
    name: "leaving in place while all is well",
    plan: { action: "in-place" },
    history: [exit(12, 88, "nothing")],
    breaks: CAUSE,
  },
  {
    name: "leaving in place for a mount that failed",
    plan: { action: "in-place" },
    history: [mood(10, "failing"), exit(12, 88, "nothing")],
  },

  { name: "a mount that is dead on and on", history: [mood(10, "failing")], endS: 30, breaks: MISSED },
  { name: "one that hangs on and on", history: [mood(10, "hanging")], endS: 30, breaks: MISSED },
  { name: "one that is dead while paused", history: [mood(10, "failing"), paused(9, true)], endS: 60 },
  {
    name: "one that is still dead after the pause",
    history: [mood(10, "failing"), paused(9, true), paused(20, false)],
    endS: 60,
    breaks: MISSED,
  },
  { name: "one that is dead while the API is away", history: [mood(10, "failing"), api(9, false)], endS: 60 },
  {
    name: "one that is still dead long after the API is back",
    history: [mood(10, "failing"), api(9, false), api(15, true)],
    endS: 60,
    breaks: MISSED,
  },
  {
    name: "one that is dead while the monitor is stopped",
    history: [mood(10, "failing"), running(9, "stopped monitor")],
    endS: 60,
  },
  {
    name: "one that is dead when the monitor that was killed is back",
    history: [running(10, "nothing"), mood(10.3, "failing"), running(11, "monitor")],
    endS: 30,
    breaks: MISSED,
  },
  {
    name: "a restart by a monitor that was killed before the mount died",
    history: [running(10, "nothing"), mood(10.3, "failing"), running(11, "monitor"), call(12), deleted(12)],
    endS: 30,
  },
  {
    name: "one that is dead after the pause, by a monitor that was killed meanwhile",
    history: [paused(9, true), mood(14, "failing"), running(17, "nothing"), running(18, "monitor"), paused(20, false)],
    endS: 40,
    breaks: MISSED,
  },
  { name: "one that denies on and on", history: [mood(10, "denied")], endS: 60 },
  {
    name: "one that is dead on and on, and only unready",
    plan: { mounts: [{ name: "a", kind: "folder", onFailure: "unready" }] },
    history: [mood(10, "failing")],
    endS: 60,
  },
  { name: "one that never was healthy in this pod", history: [mood(2.5, "failing")], endS: 60 },

  {
    name: "a delay that is waited out anew",
    plan: DELAYED,
    history: [...FAILS, ...killedAt(22)],
    endS: 33,
    breaks: ANEW,
  },
  { name: "one that is not over yet", plan: DELAYED, history: [...FAILS, ...killedAt(22)], endS: 31 },
  {
    name: "one that was over while the monitor was gone",
    plan: DELAYED,
    history: [...FAILS, running(22, "nothing"), running(30, "monitor"), line(33, UNHEALTHY)],
    endS: 40,
    breaks: ANEW,
  },
  {
    name: "one that began anew after a recovery",
    plan: DELAYED,
    history: [...FAILS, mood(12, "ok"), mood(18, "failing"), line(18.5, UNHEALTHY), ...killedAt(22)],
    endS: 39,
  },
  {
    name: "one that may not have been written down",
    plan: DELAYED,
    history: [...FAILS, ...killedAt(11), line(12.5, UNHEALTHY)],
    endS: 33,
  },
  { name: "one that goes on while paused", plan: DELAYED, history: [...FAILS, paused(20, true)], endS: 60 },
  {
    name: "one with a restart in time",
    plan: DELAYED,
    history: [...FAILS, ...killedAt(22), call(26), deleted(26)],
    endS: 40,
  },

  {
    name: "nothing said of it while observing",
    plan: { mode: "observe" },
    history: [mood(10, "failing")],
    endS: 30,
    breaks: MISSED,
  },
  {
    name: "something said of it while observing",
    plan: { mode: "observe" },
    history: [mood(10, "failing"), line(10.5, WOULD)],
    endS: 30,
  },
  {
    name: "one that is dead once the budget is spent",
    plan: { budget: { limit: 1, windowMs: 60_000 } },
    history: [mood(8, "failing"), call(9), deleted(9), mood(10, "ok"), ...nextPod(11, "plex-2"), mood(20, "failing")],
    endS: 40,
  },

  { name: "a call for another pod", history: [mood(10, "failing"), call(11, "plex-1", "sonarr")], breaks: OWN },
  { name: "a call for a successor", history: [mood(10, "failing"), call(11, "plex-2")], breaks: OWN },
  {
    name: "a call without a UID",
    history: [mood(10, "failing"), [11, { t: "call", target: "plex", uid: undefined }]],
    breaks: OWN,
  },
  {
    name: "another pod that is gone",
    history: [mood(10, "failing"), call(11), deleted(11, "of-sonarr", "sonarr")],
    breaks: OWN,
  },

  {
    name: "a second call for a pod that is going",
    history: [mood(10, "failing"), call(11), deleted(11), call(12)],
    breaks: ONCE,
  },
  {
    name: "a second call by one that was killed in between",
    history: [mood(10, "failing"), call(11), deleted(11), running(11.1, "nothing"), running(11.5, "monitor"), call(12)],
  },
  {
    name: "a second call where the answer was lost",
    history: [mood(10, "failing"), api(9, false), call(11), deleted(11), call(12)],
  },

  {
    name: "more restarts than the budget allows",
    plan: { budget: { limit: 1, windowMs: 60_000 } },
    history: [
      mood(8, "failing"),
      call(9),
      deleted(9),
      mood(10, "ok"),
      ...nextPod(11, "plex-2"),
      mood(20, "failing"),
      call(22, "plex-2"),
      deleted(22, "plex-2"),
    ],
    breaks: BUDGET,
  },
  {
    name: "as many restarts as the budget allows",
    plan: { budget: { limit: 1, windowMs: 10_000 } },
    history: [
      mood(8, "failing"),
      call(9),
      deleted(9),
      mood(10, "ok"),
      ...nextPod(11, "plex-2"),
      mood(20, "failing"),
      call(22, "plex-2"),
      deleted(22, "plex-2"),
    ],
  },
  {
    name: "a call after the pause began",
    history: [paused(17, true), mood(18, "failing"), call(23)],
    breaks: PAUSE,
  },
  {
    name: "a call after the pause began, by a round that was under way",
    history: [mood(10, "failing"), api(9, false), paused(17, true), api(18, true), call(23)],
  },
  {
    name: "a call long after the pause began, whatever the API does",
    history: [paused(5, true), mood(18, "failing"), api(17, false), call(25)],
    breaks: PAUSE,
  },

  { name: "an accusation of a mount that is well", history: [line(20, "mount degraded")], breaks: WORD },
  {
    name: "an accusation of one that failed a moment ago",
    history: [mood(19, "failing"), mood(19.2, "ok"), line(20, "mount degraded")],
  },
  {
    name: "UNHEALTHY after fewer looks than it takes",
    history: [mood(19, "failing"), mood(19.1, "ok"), line(19.3, UNHEALTHY)],
    breaks: SOON,
  },
  {
    name: "UNHEALTHY after fewer looks than it takes, by its own count",
    history: [mood(19, "failing"), line(19.5, UNHEALTHY, "a", { failureCount: 2 })],
    breaks: SOON,
  },
  {
    name: "a restart after fewer looks than it takes, by its own count",
    history: [mood(19, "failing"), line(19.5, TRIGGERS, "a", { failureCount: 2 })],
    breaks: SOON,
  },
  {
    name: "a restart for a mount that is only DEGRADED",
    history: [mood(19, "failing"), line(19.2, "mount degraded"), line(19.5, TRIGGERS, "a", { failureCount: 3 })],
    breaks: SOON,
  },
  {
    name: "a restart for a mount that is UNHEALTHY",
    history: [
      mood(19, "failing"),
      line(19.2, "mount degraded"),
      line(19.5, UNHEALTHY, "a", { failureCount: 3 }),
      line(19.5, TRIGGERS, "a", { failureCount: 3 }),
    ],
  },
  {
    name: "UNHEALTHY with the first look",
    history: [line(5, "mount healthy"), mood(19, "failing"), line(19.5, UNHEALTHY)],
    breaks: SOON,
  },
  {
    name: "UNHEALTHY with the first look of one that was started anew",
    history: [
      line(5, "mount healthy"),
      mood(19, "failing"),
      line(19.1, "mount degraded"),
      running(19.15, "nothing"),
      running(19.3, "monitor"),
      line(19.5, UNHEALTHY),
    ],
  },
  {
    name: "UNHEALTHY after fewer looks than it takes, read late",
    history: [mood(19, "failing"), line(19.5, UNHEALTHY, "a", { writtenMs: 19_120 })],
    breaks: SOON,
  },
  {
    name: "UNHEALTHY soon, with a look more because of another mount",
    history: [
      mood(18, "failing", "b"),
      mood(19, "failing"),
      line(19.5, UNHEALTHY, "a", { writtenMs: 19_120 }),
      mood(19.6, "ok", "b"),
    ],
  },
  {
    name: "UNHEALTHY soon, by one that was stopped with a look under way",
    history: [
      running(17, "stopped monitor"),
      mood(18.9, "failing"),
      running(19, "monitor"),
      line(19.05, UNHEALTHY, "a", { writtenMs: 19_010 }),
    ],
  },
  {
    name: "UNHEALTHY after as many looks as it takes",
    history: [mood(19, "failing"), mood(19.25, "ok"), line(19.3, UNHEALTHY)],
  },
  {
    name: "an accusation by one that was stopped for long",
    history: [running(12, "stopped monitor"), running(20, "monitor"), line(20.1, "mount degraded")],
    breaks: WORD,
  },
  {
    name: "a failure that was written down after a stop",
    history: [
      mood(11.8, "failing"),
      mood(11.9, "ok"),
      running(12, "stopped monitor"),
      running(20, "monitor"),
      line(20.1, "mount degraded"),
    ],
  },
  {
    name: "a recovery that is none",
    history: [mood(10, "denied"), line(10.5, "mount degraded"), line(20, "mount recovered")],
    breaks: WORD,
  },
  { name: "a word about a mount of somebody else", history: [line(20, "mount degraded", "/mnt/other")], breaks: WORD },
  { name: "an accusation while the soak itself was late", history: [lag(19), line(20, "mount degraded")] },

  { name: "ready while a mount fails", history: [mood(10, "denied"), ready(20, 200)], breaks: READY },
  { name: "ready while one fails that is only reported", history: [mood(10, "failing", "c"), ready(20, 200)] },
  { name: "ready a moment after it began to fail", history: [mood(10, "denied"), ready(11, 200)] },
  { name: "not ready while all is well", history: [ready(30, 503)], breaks: READY },
  { name: "no answer while all is well", history: [ready(30, undefined)], breaks: READY },
  {
    name: "not ready while it observes",
    plan: { mode: "observe" },
    history: [mood(29, "failing"), ready(30, 503)],
    breaks: READY,
  },
  { name: "not ready a moment after a recovery", history: [mood(10, "denied"), mood(29, "ok"), ready(30, 503)] },

  { name: "not alive", history: [live(30, undefined)], breaks: ALIVE },
  { name: "not alive, with another answer", history: [live(30, 503)], breaks: ALIVE },
  { name: "not alive while stopped", history: [running(28, "stopped monitor"), live(30, undefined)] },

  {
    name: "a gate that opens before a dead mount",
    history: [
      mood(30, "failing"),
      [31, { t: "pod", uid: "plex-2" }],
      running(31, "gate"),
      exit(33, 0, "nothing", "gate"),
    ],
    breaks: ENDS,
  },
  {
    name: "a gate that stays closed",
    history: [[20, { t: "pod", uid: "plex-2" }], running(20, "gate")],
    endS: 50,
    breaks: GATE,
  },
  {
    name: "a gate that stays closed before a dead mount",
    history: [mood(19, "failing"), [20, { t: "pod", uid: "plex-2" }], running(20, "gate")],
    endS: 50,
  },

  { name: "an end by itself", history: [exit(20, 1, "nothing")], breaks: ENDS },
  { name: "an end by a bug", history: [line(20, "bug in the restart call", undefined)], breaks: ENDS },
  { name: "another code than 0 when told to stop", history: [exit(20, 70, "to stop")], breaks: ENDS },
  { name: "no end when told to stop", history: [exit(20, null, "overdue")], breaks: ENDS },
  {
    name: "no end when told to stop, with FUSE that hangs",
    plan: { mounts: [{ name: "a", kind: "fuse", onFailure: "unready" }] },
    history: [mood(15, "hanging"), exit(20, null, "overdue")],
  },
  { name: "an end as told", history: [exit(20, 0, "to stop")] },

  {
    name: "one thread more than there are from the start",
    history: [figures(5, MOST + 1, 20, 50), figures(6, MOST + 1, 20, 50)],
    breaks: FLAT,
  },
  {
    name: "a thread that was just ending",
    history: [figures(5, MOST + 1, 20, 50), figures(6, MOST, 20, 50), figures(7, MOST + 1, 20, 50)],
  },
  { name: "many more descriptors", history: [figures(5, MOST, 20, 50), figures(40, MOST, 40, 50)], breaks: FLAT },
  { name: "much more memory", history: [figures(5, MOST, 20, 50), figures(40, MOST, 20, 80)], breaks: FLAT },
  { name: "more memory than its limit", history: [figures(5, MOST, 20, 130)], breaks: FLAT },
  {
    name: "more of everything in another life",
    history: [figures(5, MOST, 20, 50), running(20, "nothing"), running(21, "monitor"), figures(40, MOST, 40, 75)],
  },
  { name: "the pool, once it is used", history: [figures(5, MOST - 7, 20, 50), figures(40, MOST, 20, 50)] },
  { name: "about the same", history: [figures(5, MOST, 20, 50), figures(40, MOST, 22, 55)] },
];

describe("the judge of a pod", () => {
  for (const { name, history, plan, endS, breaks } of CASES) {
    it(`${breaks === undefined ? "lets pass" : "finds"}: ${name}`, () => {
      const whole = [...BEGUN, ...history];
      assert.deepEqual(broken(whole, plan, endS), breaks === undefined ? [] : [breaks]);
    });
  }
});
