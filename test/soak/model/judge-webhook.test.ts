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
const memory = (atS: number, residentMiB: number): Told => [atS, { t: "memory", replica: "one", residentMiB }];
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
      failed(56, "403 maximum memory usage per Container is 64Mi"),
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
  { name: "memory that grows", history: [memory(5, 90), memory(40, 100), memory(80, 160)], breaks: "flat" },
  { name: "memory that does not", history: [memory(5, 90), memory(40, 100), memory(80, 105)] },
];

describe("the judge of the webhook", () => {
  for (const { name, history, breaks, excuse } of CASES) {
    it(`${breaks === undefined ? "lets pass" : "finds"}: ${name}`, () => {
      const judge = openWebhookJudge();
      const facts: readonly Told[] = [[1, { t: "ready", replicas: 2 }], ...history];
      const found = facts.flatMap(([atS, what]) => judge.take({ ...what, atMs: atS * 1_000 } as WebhookFact));
      assert.deepEqual(
        found.map(({ rule }) => rule),
        breaks === undefined ? [] : [WEBHOOK_RULES[breaks]],
      );
      const excused = Object.entries(judge.failedAllowed()).filter(([, count]) => count > 0);
      assert.deepEqual(excused, excuse === undefined ? [] : [[excuse, 1]]);
    });
  }
});
