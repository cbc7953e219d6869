import { setTimeout as wait } from "node:timers/promises";
import { startControlPlane } from "../../control-plane/support/control-plane.ts";
import type { End } from "../faults/place.ts";
import { type Excuse, openWebhookJudge } from "../model/judge-webhook.ts";
import type { Violation } from "../model/judge.ts";
import type { WebhookFact, WebhookHappening } from "../model/webhook-fact.ts";
import { describeWebhookFault, drawWebhookFaults, type TimedWebhookFault } from "../schedule/webhook-fault.ts";
import { createPods } from "./create-pods.ts";
import { createReplicaMemory, type MemoryOfLife } from "./replica-memory.ts";
import { startServedPair } from "./served-pair.ts";
import { webhookFaults } from "./webhook-faults.ts";

const CLIENTS = 2;
const LOOK_MS = 100;
const MEMORY_MS = 5_000;

export interface WebhookFigures {
  readonly done: Readonly<Record<string, number>>;
  readonly made: number;
  readonly failedAllowed: Readonly<Record<Excuse, number>>;
  readonly slowestMs: number;
  readonly memory: MemoryOfLife | undefined;
  readonly certificates: number;
}

export interface WebhookSoak {
  figures(): WebhookFigures;
  readonly over: Promise<void>;
  close(): Promise<void>;
}

export interface WebhookSoakDeps {
  readonly forMs: number;
  readonly untilMs: number;
  readonly signal: AbortSignal;
  readonly onViolation: (violation: Violation) => void;
  readonly onFact: (fact: WebhookFact) => void;
  readonly onFailure: (error: Error) => void;
}

/** Two replicas behind an API server of their own, pods created all the time, and what befalls them. */
export async function soakWebhook(
  seed: number,
  { forMs, untilMs, signal, onViolation, onFact, onFailure }: WebhookSoakDeps,
): Promise<WebhookSoak> {
  const plane = await startControlPlane();
  const pair = await startServedPair(plane).catch(async (error: unknown) => {
    await plane.stop();
    throw error;
  });
  const startedMs = performance.now();
  const nowMs = () => performance.now() - startedMs;
  const judge = openWebhookJudge();
  const tell = (what: WebhookHappening) => {
    const fact: WebhookFact = { ...what, atMs: nowMs() };
    onFact(fact);
    judge.take(fact).forEach(onViolation);
  };
  const memory = createReplicaMemory();
  let readyWas = -1;
  const lookReady = () => {
    const replicas = pair.replicas.filter((replica) => replica.isReady()).length;
    if (replicas !== readyWas) tell({ t: "ready", replicas });
    readyWas = replicas;
  };
  const lookMemory = async () => {
    for (const replica of pair.replicas) {
      const [, text] = await replica.get("/metrics").catch(() => [0, ""] as const);
      const mibOf = (figure: string) => Number(new RegExp(`^${figure} (\\S+)$`, "m").exec(text)?.[1]) / 1_048_576;
      const residentMiB = mibOf("process_resident_memory_bytes");
      const heapMiB = mibOf("nodejs_heap_size_used_bytes");
      if (!Number.isFinite(residentMiB) || !Number.isFinite(heapMiB)) continue;
      memory.add(replica.name, nowMs(), residentMiB);
      tell({ t: "memory", replica: replica.name, residentMiB, heapMiB });
    }
  };
  lookReady();
  const timers = [setInterval(lookReady, LOOK_MS), setInterval(() => void lookMemory(), MEMORY_MS)];
  const creating = createPods(plane.admin, pair.scene.apps, CLIENTS, {
    nowMs,
    onCreated: (beganMs, created) => tell({ t: "create", beganMs, created }),
  });
  const begin = webhookFaults(plane, pair, tell);
  const done: Record<string, number> = {};
  const sleep = (ms: number) => wait(Math.max(0, ms), undefined, { signal }).catch(() => {});
  const one = async ({ atMs, forMs: lastsMs, fault }: TimedWebhookFault) => {
    await sleep(atMs - nowMs());
    if (signal.aborted) return;
    const end: End = await begin(fault);
    done[fault.t] = (done[fault.t] ?? 0) + 1;
    await sleep(atMs + lastsMs - nowMs());
    await end();
  };
  const faults = drawWebhookFaults(seed, forMs).filter((fault) => fault.atMs + fault.forMs <= untilMs);
  const tellFailure = (fault: TimedWebhookFault) => (error: unknown) =>
    onFailure(new Error(`failed to do ${describeWebhookFault(fault)}: ${String(error)}`, { cause: error }));
  const over = Promise.all(faults.map((fault) => one(fault).catch(tellFailure(fault)))).then(() =>
    sleep(untilMs - nowMs()),
  );
  return {
    over,
    figures: () => ({
      done,
      made: creating.made(),
      failedAllowed: judge.failedAllowed(),
      slowestMs: creating.slowestMs(),
      memory: memory.longest(),
      certificates: pair.scene.log().split("serving certificate made").length - 1,
    }),
    async close() {
      timers.forEach((timer) => clearInterval(timer));
      await creating.stop();
      await pair.close();
      await plane.stop();
    },
  };
}
