import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { RawObject } from "../raw-object.ts";
import { readRestart, type SeenRestart } from "./read-restart.ts";
import { createRestartMemory, REMEMBERED_MS } from "./restart-memory.ts";

const NOW = Date.UTC(2027, 0, 31, 12);
const MINUTE = 60_000;

/** As a monitor writes it, and as the API server hands it out. */
const EVENT = {
  metadata: {
    name: "plex-5d8f-x.18a1",
    namespace: "media",
    uid: "e-1",
    creationTimestamp: "2027-01-31T12:00:00Z",
    annotations: { "mount-monitor.io/workload": "ReplicaSet/plex-5d8f" },
  },
  involvedObject: { kind: "Pod", namespace: "media", name: "plex-5d8f-x", uid: "p-1" },
  reason: "WatchdogRestart",
  type: "Warning",
  reportingComponent: "mount-monitor",
  source: { component: "mount-monitor", host: "n1" },
  firstTimestamp: "2020-01-01T00:00:00Z",
  lastTimestamp: "2040-01-01T00:00:00Z",
} as const;
const RESTART: SeenRestart = {
  namespace: "media",
  uid: "e-1",
  workload: "ReplicaSet/plex-5d8f",
  pod: "plex-5d8f-x",
  atMs: NOW,
};

describe("readRestart", () => {
  const { metadata } = EVENT;
  const ofWorkload = (workload: unknown): RawObject => ({
    ...EVENT,
    metadata: { ...metadata, annotations: { "mount-monitor.io/workload": workload } },
  });
  const table: ReadonlyArray<readonly [what: string, event: RawObject, expected: SeenRestart | undefined]> = [
    ["an event of a monitor, at the time of the API server", EVENT, RESTART],
    ["what would have been done in observe mode", { ...EVENT, type: "Normal" }, undefined],
    ["another reason", { ...EVENT, reason: "RestartBlocked" }, undefined],
    ["another program with the same reason", { ...EVENT, reportingComponent: "other-watchdog" }, undefined],
    ["no component", { ...EVENT, reportingComponent: "" }, undefined],
    ["an event about something else", { ...EVENT, involvedObject: { kind: "Node", namespace: "media" } }, undefined],
    ["an event about a pod of elsewhere", { ...EVENT, involvedObject: { kind: "Pod", namespace: "other" } }, undefined],
    [
      "an event about a pod without a name",
      { ...EVENT, involvedObject: { kind: "Pod", namespace: "media" } },
      undefined,
    ],
    ["no workload", { ...EVENT, metadata: { ...metadata, annotations: {} } }, undefined],
    ["no time", { ...EVENT, metadata: { ...metadata, creationTimestamp: null } }, undefined],
    ["a time that is none", { ...EVENT, metadata: { ...metadata, creationTimestamp: "yesterday" } }, undefined],
    ["no UID", { ...EVENT, metadata: { ...metadata, uid: "" } }, undefined],
    ["a workload without a kind", ofWorkload("plex"), undefined],
    ["a workload that is none", ofWorkload("../../etc/passwd"), undefined],
    ["a workload with line ends", ofWorkload("ReplicaSet/plex\nx"), undefined],
    ["a workload of JavaScript's", ofWorkload("__proto__"), undefined],
    ["a workload that is too long", ofWorkload(`ReplicaSet/${"x".repeat(254)}`), undefined],
    ["a workload of another type", ofWorkload({ a: 1 }), undefined],
    ["nothing at all", {}, undefined],
  ];
  for (const [what, event, expected] of table)
    it(`takes ${what}`, () => assert.deepEqual(readRestart(event), expected));

  it("never throws", () =>
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(EVENT)), fc.jsonValue()), (parts) => {
        readRestart({ ...EVENT, ...parts });
      }),
    ));
});

describe("createRestartMemory", () => {
  const restart = (uid: string, agoMs: number, workload = "ReplicaSet/a", namespace = "media"): SeenRestart => ({
    namespace,
    uid,
    workload,
    pod: `pod-${uid}`,
    atMs: NOW - agoMs,
  });

  it("has times by workload, oldest first, whatever the order in which they came", () => {
    const memory = createRestartMemory();
    const news = [
      restart("2", MINUTE),
      restart("1", 3 * MINUTE),
      restart("3", 2 * MINUTE, "StatefulSet/b"),
      restart("4", 0, "ReplicaSet/a", "other"),
    ].map((one) => memory.note(one, NOW));
    assert.deepEqual(news, [true, true, true, true]);
    assert.deepEqual(memory.of("media", NOW), {
      "ReplicaSet/a": ["2027-01-31T11:57:00.000Z", "2027-01-31T11:59:00.000Z"],
      "StatefulSet/b": ["2027-01-31T11:58:00.000Z"],
    });
    assert.deepEqual(Object.keys(memory.of("other", NOW)), ["ReplicaSet/a"]);
    assert.deepEqual(memory.of("unknown", NOW), {});
    assert.equal(memory.size(), 4);
  });

  it("counts an event once, however often it is seen and whatever was made of it", () => {
    const memory = createRestartMemory();
    assert.equal(memory.note(restart("1", MINUTE), NOW), true);
    assert.equal(memory.note(restart("1", MINUTE), NOW), false);
    assert.equal(memory.note(restart("1", MINUTE, "ReplicaSet/victim"), NOW), false);
    assert.deepEqual(Object.keys(memory.of("media", NOW)), ["ReplicaSet/a"]);
  });

  it("forgets after a day, by itself and when told to", () => {
    const memory = createRestartMemory();
    memory.note(restart("1", REMEMBERED_MS - MINUTE), NOW);
    memory.note(restart("2", 0), NOW);
    assert.equal(memory.note(restart("3", REMEMBERED_MS), NOW), false);
    assert.equal(memory.of("media", NOW)["ReplicaSet/a"]?.length, 2);
    assert.equal(memory.of("media", NOW + MINUTE)["ReplicaSet/a"]?.length, 1);
    assert.deepEqual([memory.forgetOld(NOW), memory.size()], [[], 2]);
    assert.deepEqual([memory.forgetOld(NOW + MINUTE), memory.size()], [["media"], 1]);
    assert.deepEqual([memory.forgetOld(NOW + REMEMBERED_MS), memory.size()], [["media"], 0]);
  });

  it("has how many there were in the last hour, by workload", () => {
    const memory = createRestartMemory();
    for (const [uid, agoMs] of [
      ["1", 60 * MINUTE],
      ["2", 60 * MINUTE - 1],
      ["3", 0],
    ] as const)
      memory.note(restart(uid, agoMs), NOW);
    memory.note(restart("4", MINUTE, "StatefulSet/b", "other"), NOW);
    assert.deepEqual(memory.recent(NOW), [
      { namespace: "media", workload: "ReplicaSet/a", count: 2, inARow: 1 },
      { namespace: "other", workload: "StatefulSet/b", count: 1, inARow: 1 },
    ]);
    assert.deepEqual(memory.recent(NOW + 60 * MINUTE), []);
  });

  describe("has how many of them followed on each other", () => {
    /** Minutes ago: when the pod was created, where that is known, and when it was restarted. */
    type Life = readonly [pod: string, created: number | undefined, restarted: number];
    const LONG_AGO = 500;
    const table: ReadonlyArray<readonly [what: string, lives: readonly Life[], inARow: number]> = [
      [
        "one outage of pods that share a mount",
        [
          ["a", LONG_AGO, 30],
          ["b", LONG_AGO, 29],
          ["c", LONG_AGO, 28],
        ],
        1,
      ],
      [
        "a pod of a ReplicaSet, and those that took its place",
        [
          ["a", LONG_AGO, 50],
          ["b", 50, 30],
          ["c", 29, 10],
        ],
        3,
      ],
      [
        "two outages of all pods, in whatever order they come",
        [
          ["a2", 39, 11],
          ["a1", LONG_AGO, 40],
          ["b2", 38, 12],
          ["b1", LONG_AGO, 41],
        ],
        2,
      ],
      [
        "one pod of several, again and again",
        [
          ["b", LONG_AGO, 45],
          ["a1", LONG_AGO, 50],
          ["a2", 49, 30],
          ["a3", 29, 10],
        ],
        3,
      ],
      [
        "a pod of a StatefulSet, whose name stays",
        [
          ["plex-0", undefined, 50],
          ["plex-1", undefined, 49],
          ["plex-0", undefined, 30],
          ["plex-0", undefined, 10],
        ],
        3,
      ],
      [
        "pods of which nobody knows any more when they were created",
        [
          ["a", undefined, 50],
          ["b", undefined, 30],
          ["c", undefined, 10],
        ],
        1,
      ],
      [
        "restarts of more than an hour ago among them",
        [
          ["a", LONG_AGO, 70],
          ["b", 70, 50],
          ["c", 50, 30],
        ],
        2,
      ],
    ];
    for (const [what, lives, inARow] of table)
      it(`for ${what}: ${inARow}`, () => {
        const memory = createRestartMemory();
        for (const [pod, created, restarted] of lives) {
          const createdMs = created === undefined ? {} : { createdMs: NOW - created * MINUTE };
          memory.note({ ...restart(`${pod} ${restarted}`, restarted * MINUTE), pod, ...createdMs }, NOW);
        }
        assert.deepEqual(
          memory.recent(NOW).map((recent) => recent.inARow),
          [inARow],
        );
      });
  });

  it("forgets a namespace that is gone", () => {
    const memory = createRestartMemory();
    memory.note(restart("1", 0), NOW);
    memory.forgetNamespace("media");
    memory.forgetNamespace("media");
    assert.deepEqual([memory.of("media", NOW), memory.size()], [{}, 0]);
  });

  it("stays bounded, and a flood in one namespace pushes nothing out of another", () => {
    const memory = createRestartMemory();
    memory.note(restart("mine", 5 * MINUTE, "ReplicaSet/a", "quiet"), NOW);
    memory.note(restart("first", 5 * MINUTE), NOW);
    for (let count = 0; count < 5_000; count++) memory.note(restart(`flood-${count}`, MINUTE - count), NOW);
    assert.equal(memory.size(), 2_001);
    assert.equal(memory.of("quiet", NOW)["ReplicaSet/a"]?.length, 1);
    // The newest count.
    const times = memory.of("media", NOW)["ReplicaSet/a"] ?? [];
    assert.deepEqual(
      [times[0], times.at(-1)],
      [new Date(NOW - MINUTE + 3_000).toISOString(), new Date(NOW - MINUTE + 4_999).toISOString()],
    );
  });
});
