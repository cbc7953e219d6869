import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Excuse, openWebhookJudge, WEBHOOK_RULES } from "./judge-webhook.ts";
import type { Created, WebhookFact, WebhookHappening } from "./webhook-fact.ts";

type Told = readonly [atS: number, what: WebhookHappening];
const MADE: Created = {
  t: "made",
  gates: 1,
  monitors: 1,
  mode: "enforce",
  memory: [{ requestMiB: 32, limitMiB: 128 }],
};
const create = (atS: number, created: Created): Told => [atS, { t: "create", beganMs: atS * 1_000 - 100, created }];
const failed = (atS: number, why = "500 failed calling webhook"): Told => create(atS, { t: "failed", why });
const memory = (atS: number, residentMiB: number, heapMiB: number, replica = "one"): Told => [
  atS,
  { t: "memory", replica, residentMiB, heapMiB },
];
/** Measured: between one collection of garbage and the next. */
const HEAP_MIB = [19.3, 19.7, 20.7, 19.9] as const;

/** What a replica had at these times, on straight lines between them, while pods were created all the time. */
function life(untilS: number, curve: readonly (readonly [atS: number, mib: number])[], mibPerS = 0, perS = 20): Told[] {
  return Array.from({ length: Math.floor(untilS / 5) }, (_, index): Told[] => {
    const atS = 5 * index + 5;
    const after = curve.findIndex(([toS]) => toS >= atS);
    const [toS, toMiB] = curve.at(after) ?? [0, 0];
    const [fromS, fromMiB] = curve[after - 1] ?? [toS - 1, toMiB];
    const mib = after < 0 ? toMiB : fromMiB + ((toMiB - fromMiB) * (atS - fromS)) / (toS - fromS);
    return [
      ...Array.from({ length: 5 * perS }, () => create(atS, MADE)),
      memory(atS, mib + mibPerS * atS, (HEAP_MIB[index % 4] ?? 0) + mibPerS * atS),
    ];
  }).flat();
}
/** Measured: what it needs for its work, and what chance adds to that within six minutes. */
const WARMING = [
  [5, 79],
  [15, 82],
  [25, 86],
  [35, 89],
  [45, 92],
] as const;
const WANDERING = [...WARMING, [60, 90], [100, 92], [130, 94], [190, 98], [240, 95], [300, 97], [360, 95]] as const;
/** Of two replicas one has half of the calls, and the other's while that is away. */
const REVIEWS_PER_S = 11;
const leakOf = (kib: number) => (kib * REVIEWS_PER_S) / 1_024;
const RANGE = { minMiB: 40, maxMiB: 64 };

const CASES: readonly {
  readonly name: string;
  readonly history: readonly Told[];
  readonly breaks?: keyof typeof WEBHOOK_RULES;
  readonly excuse?: Excuse;
}[] = [
  { name: "a pod as it should be", history: [create(20, MADE)] },
  { name: "a create that fails while a replica is ready", history: [failed(20)], breaks: "served" },
  {
    name: "one that fails while none is",
    history: [[18, { t: "ready", replicas: 0 }], failed(20)],
    excuse: "noReplica",
  },
  {
    name: "one that fails while a lost replica is not known to be",
    history: [[19.5, { t: "replica-lost", known: false }], failed(20)],
    excuse: "lost",
  },
  {
    name: "one that fails long after it is",
    history: [[10, { t: "replica-lost", known: false }], [11, { t: "replica-lost", known: true }], failed(20)],
    breaks: "served",
  },
  {
    name: "one that fails while the API server is away",
    history: [[19, { t: "api-server", up: false }], failed(20)],
    excuse: "apiServer",
  },
  {
    name: "one that fails long after it is back",
    history: [[10, { t: "api-server", up: false }], [12, { t: "api-server", up: true }], failed(20)],
    breaks: "served",
  },
  {
    name: "a pod that is refused by a LimitRange of a moment ago",
    history: [[19, { t: "limits", range: RANGE }], failed(20, "403 maximum memory usage per Container is 64Mi")],
    excuse: "limits",
  },
  {
    name: "a pod that is refused by a LimitRange that is known",
    history: [[10, { t: "limits", range: RANGE }], failed(20, "403 maximum memory usage per Container is 64Mi")],
    breaks: "served",
  },
  {
    name: "a pod that is refused by a LimitRange that came right after an outage",
    history: [
      [10, { t: "api-server", up: false }],
      [20, { t: "api-server", up: true }],
      [25, { t: "limits", range: RANGE }],
      failed(40, "403 maximum memory usage per Container is 64Mi"),
    ],
    excuse: "news",
  },
  {
    name: "a pod that is refused by a LimitRange that came long after an outage",
    history: [
      [10, { t: "api-server", up: false }],
      [12, { t: "api-server", up: true }],
      [25, { t: "limits", range: RANGE }],
      failed(40, "403 maximum memory usage per Container is 64Mi"),
    ],
    breaks: "served",
  },
  {
    name: "a pod that is refused by a LimitRange that came well after a long outage",
    history: [
      [10, { t: "api-server", up: false }],
      [40, { t: "api-server", up: true }],
      [55, { t: "limits", range: RANGE }],
      failed(61, "403 maximum memory usage per Container is 64Mi"),
    ],
    breaks: "served",
  },
  {
    name: "a pod that is refused by a LimitRange that was made and removed a moment ago",
    history: [
      [20, { t: "limits", range: RANGE }],
      [28, { t: "limits", range: undefined }],
      failed(40, "403 maximum memory usage per Container is 64Mi"),
    ],
    excuse: "gone",
  },
  {
    name: "a pod that is refused by a LimitRange that was removed longer ago than it may be heeded",
    history: [
      [20, { t: "limits", range: RANGE }],
      [28, { t: "limits", range: undefined }],
      failed(64, "403 maximum memory usage per Container is 64Mi"),
    ],
    breaks: "served",
  },
  {
    name: "a pod that is refused by the one that came after it",
    history: [
      [20, { t: "limits", range: RANGE }],
      [28, { t: "limits", range: undefined }],
      [30, { t: "limits", range: { maxMiB: 56 } }],
      failed(40, "403 maximum memory usage per Container is 56Mi"),
    ],
    breaks: "served",
  },
  { name: "a pod without a monitor", history: [create(20, { ...MADE, monitors: 0 })], breaks: "once" },
  { name: "a pod with two gates", history: [create(20, { ...MADE, gates: 2 })], breaks: "once" },
  {
    name: "a limit above the maximum",
    history: [
      [10, { t: "limits", range: RANGE }],
      create(20, { ...MADE, memory: [{ requestMiB: 40, limitMiB: 128 }] }),
    ],
    breaks: "fits",
  },
  {
    name: "a request below the minimum",
    history: [[10, { t: "limits", range: RANGE }], create(20, { ...MADE, memory: [{ requestMiB: 32, limitMiB: 64 }] })],
    breaks: "fits",
  },
  {
    name: "what fits",
    history: [[10, { t: "limits", range: RANGE }], create(20, { ...MADE, memory: [{ requestMiB: 40, limitMiB: 64 }] })],
  },
  {
    name: "another mode than the namespace asks for",
    history: [[10, { t: "mode", mode: "observe" }], create(20, MADE)],
    breaks: "follows",
  },
  { name: "the mode of a moment ago", history: [[19, { t: "mode", mode: "observe" }], create(20, MADE)] },
  {
    name: "10 KiB that stay with each review, within three minutes",
    history: life(170, WARMING, leakOf(10)),
    breaks: "flat",
  },
  { name: "5 KiB that stay with each review, within five", history: life(290, WARMING, leakOf(5)), breaks: "flat" },
  {
    name: "what stays outside the heap",
    history: [...life(100, WARMING), ...[105, 110, 115, 120, 125, 130].map((atS) => memory(atS, 110, 20))],
    breaks: "flat",
  },
  { name: "memory as it was measured for six minutes", history: life(360, WANDERING) },
  {
    name: "a replica that is asked so rarely that it takes long to warm up",
    history: life(
      170,
      WARMING.map(([atS, mib]) => [3 * atS, mib] as const),
      0,
      7,
    ),
  },
  { name: "a replica that is asked often from its first moment", history: life(170, WARMING, 0, 60) },
  {
    name: "a peak between two collections of garbage",
    history: [...life(100, WARMING), memory(105, 120, 30), memory(110, 120, 30), memory(115, 93, 20)],
  },
  {
    name: "a young replica beside an old one",
    history: [...life(100, WARMING), ...[105, 110, 115, 120, 125, 130].map((atS) => memory(atS, 140, 30, "two"))],
  },
];

describe("the judge of the webhook", () => {
  for (const { name, history, breaks, excuse } of CASES) {
    it(`${breaks === undefined ? "lets pass" : "finds"}: ${name}`, () => {
      const judge = openWebhookJudge();
      const facts: readonly Told[] = [[1, { t: "ready", replicas: 2 }], ...history];
      const found = facts.flatMap(([atS, what]) => judge.take({ ...what, atMs: atS * 1_000 } as WebhookFact));
      // What grows goes on growing, and is told each time.
      assert.deepEqual(
        [...new Set(found.map(({ rule }) => rule))],
        breaks === undefined ? [] : [WEBHOOK_RULES[breaks]],
      );
      const excused = Object.entries(judge.failedAllowed()).filter(([, count]) => count > 0);
      assert.deepEqual(excused, excuse === undefined ? [] : [[excuse, 1]]);
    });
  }
});
