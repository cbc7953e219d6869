import type { MemoryRange } from "../schedule/webhook-fault.ts";
import type { Violation } from "./judge.ts";
import { flatMemory } from "./flat-memory.ts";
import { extend, heldSometime, heldThroughout, partsBetween, type Span } from "./spans.ts";
import type { Created, WebhookFact } from "./webhook-fact.ts";

export const WEBHOOK_RULES = {
  served: "no create fails while a replica is ready",
  once: "every pod is injected once",
  fits: "what is injected fits the LimitRange",
  follows: "what the namespace says counts",
  flat: "memory of the webhook flat",
} as const;
type RuleName = keyof typeof WEBHOOK_RULES;

/** Why a create may fail. */
export const EXCUSES = {
  limits: "a LimitRange was just changed",
  news: "a LimitRange not known yet after an outage of the API server",
  gone: "the API server still heeded a LimitRange that is gone",
  apiServer: "the API server was away",
  noReplica: "no replica was ready",
  lost: "a replica was just lost",
} as const;
export type Excuse = keyof typeof EXCUSES;

/** By then a change in the cluster has reached the replicas, and the API server's own cache. */
const KNOWN_MS = 5_000;
/** After an outage replicas ask again ever more rarely: at most three times as long after it as it was, or this. */
const LONGEST_PAUSE_MS = 15_000;
/**
 * Where no LimitRange shows in its cache, as just after one was made or it was started, the API server asks for what there
 * is, and goes by the answer for this long.
 */
const HEEDED_MS = 30_000;
/** An API server that comes up takes this long to have all that admission needs. */
const UP_MS = 3_000;
/** Connections that went to a lost replica break a moment later. */
const LOST_MS = 1_000;

interface WebhookLedger {
  readonly apiUp: readonly Span<boolean>[];
  readonly ready: readonly Span<number>[];
  readonly lost: readonly Span<boolean>[];
  readonly limits: readonly Span<MemoryRange | undefined>[];
  readonly mode: readonly Span<"observe" | "enforce">[];
}

export interface WebhookJudge {
  take(fact: WebhookFact): Violation[];
  /** Creates that failed and may, by what let them. */
  failedAllowed(): Readonly<Record<Excuse, number>>;
}

export function openWebhookJudge(): WebhookJudge {
  let ledger: WebhookLedger = {
    apiUp: [{ fromMs: 0, is: true }],
    ready: [{ fromMs: 0, is: 0 }],
    lost: [{ fromMs: 0, is: false }],
    limits: [{ fromMs: 0, is: undefined }],
    mode: [{ fromMs: 0, is: "enforce" }],
  };
  const memory = flatMemory();
  const failed: Record<Excuse, number> = { limits: 0, news: 0, gone: 0, apiServer: 0, noReplica: 0, lost: 0 };

  function look(fact: WebhookFact): readonly (readonly [RuleName, string])[] {
    switch (fact.t) {
      case "create":
        memory.called();
        return fact.created.t === "made"
          ? lookAtPod(ledger, fact.created, fact.beganMs, fact.atMs)
          : lookAtFailure(fact.created.why, fact);
      case "memory":
        return memory.look(fact).map((what) => ["flat", what]);
      case "replica-lost":
      case "ready":
      case "api-server":
      case "limits":
      case "mode":
        return [];
    }
  }

  function lookAtFailure(why: string, { beganMs, atMs }: { beganMs: number; atMs: number }): [RuleName, string][] {
    const excuse = excuseFor(ledger, why, beganMs, atMs);
    if (excuse === undefined) return [["served", why]];
    failed[excuse]++;
    return [];
  }

  return {
    failedAllowed: () => ({ ...failed }),
    take(fact) {
      ledger = enter(ledger, fact);
      return look(fact).map(([rule, what]) => ({ atMs: fact.atMs, pod: "webhook", rule: WEBHOOK_RULES[rule], what }));
    },
  };
}

function enter(ledger: WebhookLedger, fact: WebhookFact): WebhookLedger {
  switch (fact.t) {
    case "api-server":
      return { ...ledger, apiUp: extend(ledger.apiUp, fact.atMs, fact.up) };
    case "ready":
      return { ...ledger, ready: extend(ledger.ready, fact.atMs, fact.replicas) };
    case "replica-lost":
      return { ...ledger, lost: extend(ledger.lost, fact.atMs, !fact.known) };
    case "limits":
      return { ...ledger, limits: extend(ledger.limits, fact.atMs, fact.range) };
    case "mode":
      return { ...ledger, mode: extend(ledger.mode, fact.atMs, fact.mode) };
    case "create":
    case "memory":
      return ledger;
  }
}

/** What was in the way from shortly before the call to its end; undefined where nothing was. */
function excuseFor(ledger: WebhookLedger, why: string, beganMs: number, endedMs: number): Excuse | undefined {
  if (!heldThroughout(ledger.apiUp, (up) => up, beganMs - UP_MS, endedMs)) return "apiServer";
  if (!heldThroughout(ledger.ready, (replicas) => replicas > 0, beganMs - UP_MS, endedMs)) return "noReplica";
  if (heldSometime(ledger.lost, (isLost) => isLost, beganMs - LOST_MS, endedMs)) return "lost";
  // The LimitRange of a moment ago may be all that a replica, or the API server, knows.
  if (!/LimitRange|minimum memory|maximum memory/i.test(why)) return undefined;
  if (isChanging(ledger.limits, beganMs, endedMs)) return "limits";
  if (isHeededStill(ledger.limits, beganMs)) return "gone";
  return isCatchingUp(ledger, beganMs, endedMs) ? "news" : undefined;
}

function isChanging<T>(spans: readonly Span<T>[], beganMs: number, endedMs: number): boolean {
  return spans.some(({ fromMs }) => fromMs > beganMs - KNOWN_MS && fromMs <= endedMs);
}

/** That there is none now is no reason for us to refuse anything. */
function isHeededStill(limits: WebhookLedger["limits"], beganMs: number): boolean {
  const now = limits.at(-1);
  return now !== undefined && now.is === undefined && beganMs < now.fromMs + HEEDED_MS + KNOWN_MS;
}

/** The API server was away, and a replica may not have heard what has happened since. */
function isCatchingUp({ apiUp }: WebhookLedger, beganMs: number, endedMs: number): boolean {
  return partsBetween(apiUp, 0, endedMs).some(
    ({ fromMs, toMs, is }) => !is && beganMs < toMs + Math.min(LONGEST_PAUSE_MS, 3 * (toMs - fromMs)) + KNOWN_MS,
  );
}

function lookAtPod(
  ledger: WebhookLedger,
  { gates, monitors, memory, mode }: Extract<Created, { t: "made" }>,
  beganMs: number,
  endedMs: number,
): readonly (readonly [RuleName, string])[] {
  const found: (readonly [RuleName, string])[] = [];
  if (gates !== 1 || monitors !== 1) found.push(["once", `${gates} gates and ${monitors} monitors`]);
  if (isCatchingUp(ledger, beganMs, endedMs)) return found;
  const range = ledger.limits.at(-1)?.is;
  if (range && !isChanging(ledger.limits, beganMs, endedMs)) {
    const wrong = memory.find(
      ({ requestMiB = 0, limitMiB = Infinity }) =>
        requestMiB < (range.minMiB ?? 0) || limitMiB > (range.maxMiB ?? Infinity),
    );
    if (wrong) found.push(["fits", `${JSON.stringify(wrong)} where ${JSON.stringify(range)} holds`]);
  }
  const wanted = ledger.mode.at(-1)?.is;
  if (mode !== wanted && !isChanging(ledger.mode, beganMs, endedMs))
    found.push(["follows", `mode ${mode} where the namespace says ${wanted}`]);
  return found;
}
