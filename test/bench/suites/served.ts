import { missingBundle } from "../process/bundles.ts";
import { memoryOf, quantile } from "../process-figures.ts";
import type { Suite, SuiteOptions } from "../report/suite.ts";
import { countsOfServing } from "../served/counts.ts";
import { loadFor, loadTimes } from "../served/load.ts";
import { REVIEW, type ServedPair, startServedPair } from "../served/served-pair.ts";

const CONNECTIONS = [1, 8];
const STEPS = 10;
/** Room for a heap that breathes: it has no fixed size. */
const FLAT_MB = 5;
const RESIDENT_MB = 110;

/** The webhook over TLS on loopback, without an API server. */
export const served: Suite = {
  name: "served",
  about: "the webhook over TLS on loopback, beside a bare node:https that answers the same bytes",
  missing: () => missingBundle("webhook"),
  async run(options) {
    const pair = await startServedPair();
    try {
      for (const connections of CONNECTIONS) await latency(pair, connections, options);
      await memory(pair, options);
    } finally {
      await pair.end();
    }
    await countsOfServing(options);
  },
};

async function latency(pair: ServedPair, connections: number, { tell, progress, quick }: SuiteOptions): Promise<void> {
  const [rounds, durationMs] = quick ? [2, 500] : [6, 2_000];
  progress(`${connections} connections, ${rounds} rounds of ${durationMs} ms each, in turns`);
  const times = { webhook: [] as number[], bare: [] as number[] };
  // The first round warms up. In turns, so that whatever else the machine does meets both.
  for (let round = 0; round <= rounds; round++) {
    for (const which of ["bare", "webhook"] as const) {
      const measured = await loadFor(pair[which].target, REVIEW, { connections, durationMs });
      if (round > 0) times[which].push(...measured);
    }
  }
  const note = `a review of ${REVIEW.length} bytes, an answer of ${pair.answerBytes}; each connection sends the next when the last is answered`;
  const of = `${connections} connection${connections === 1 ? "" : "s"}`;
  const beside = (value: number) => ({ baseline: { name: "bare node:https", value } });
  for (const [name, share] of [
    ["p50", 0.5],
    ["p99", 0.99],
  ] as const) {
    const baseline = beside(quantile(times.bare, share));
    tell({ name: `review, ${of}, ${name}`, value: quantile(times.webhook, share), unit: "ms", ...baseline, note });
  }
  const rate = (all: readonly number[]) => (all.length / (rounds * durationMs)) * 1000;
  tell({ name: `reviews, ${of}`, value: rate(times.webhook), unit: "per second", ...beside(rate(times.bare)) });
}

async function memory({ webhook }: ServedPair, { tell, progress, quick }: SuiteOptions): Promise<void> {
  const reviews = quick ? 5_000 : 100_000;
  progress(`memory over ${reviews} reviews, 8 connections`);
  const resident: number[] = [];
  for (let step = 0; step <= STEPS; step++) {
    if (step > 0) await loadTimes(webhook.target, REVIEW, 8, reviews / STEPS);
    const { residentMb } = memoryOf(webhook.pid);
    resident.push(residentMb);
    const x = (reviews / STEPS) * step;
    const point = { series: "without a cluster", of: "reviews", x };
    tell({ name: `webhook resident, ${x} reviews`, value: residentMb, unit: "MB", point });
  }
  const settled = resident[2] ?? Number.NaN;
  // A heap breathes, and what it holds is what is left when it has breathed out.
  const last = Math.min(...resident.slice(-3));
  const budget = (atMost: number) => ({ budget: { of: "value", atMost } as const });
  tell({ name: `webhook resident after ${reviews} reviews`, value: last, unit: "MB", ...budget(RESIDENT_MB) });
  tell({
    name: `webhook grown from ${(reviews / STEPS) * 2} to ${reviews} reviews`,
    value: last - settled,
    unit: "MB",
    ...budget(FLAT_MB),
    note: `memory is called flat where it grows by less than ${FLAT_MB} MB, since a heap breathes; on top of the reviews that measured times`,
  });
}
