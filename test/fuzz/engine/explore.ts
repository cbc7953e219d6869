import { causeOf, check, type Failure } from "./check.ts";
import type { Coverage } from "./coverage.ts";
import { minimise } from "./minimise.ts";
import { mutate } from "./mutate.ts";
import type { Random } from "./random.ts";
import type { Target } from "./target.ts";

/** An input for which something does not hold, made as small as it gets. */
export interface Find {
  readonly input: Buffer;
  readonly failure: Failure;
}

export interface Explored {
  readonly executions: number;
  /** Blocks of our sources that were executed. */
  readonly blocks: number;
  /** By which blocks were reached for the first time. */
  readonly reached: readonly Buffer[];
  readonly finds: readonly Find[];
  readonly slowestMs: number;
  readonly slowest: Buffer;
}

export interface Exploration {
  readonly target: Target;
  readonly seeds: readonly Buffer[];
  readonly words: readonly string[];
  readonly random: Random;
  readonly coverage: Coverage;
  readonly now: () => number;
  readonly untilMs: number;
  /** Told before each input, so that whoever watches knows which one does not come back. */
  readonly before: (input: Buffer) => void;
}

/** Asking V8 what was executed takes longer than most inputs: so many go together. */
const BATCH = 40;
/** Enough to work with; more of them are mostly the same. */
const MOST_FINDS = 10;
const EMPTY = Buffer.from("");

/** Tries changed inputs until the time is over; those that reach something new are changed further. */
export async function explore(exploration: Exploration): Promise<Explored> {
  const { target, seeds, words, random, coverage, now, untilMs, before } = exploration;
  const pool: Buffer[] = [];
  const texts: string[] = [];
  const reached: Buffer[] = [];
  const finds = new Map<string, Find>();
  let executions = 0;
  let slowestMs = 0;
  let slowest: Buffer = EMPTY;

  const attempt = async (input: Buffer): Promise<Failure | undefined> => {
    before(input);
    const startMs = now();
    const failure = await check(target, input);
    executions++;
    if (now() - startMs > slowestMs) [slowestMs, slowest] = [now() - startMs, input];
    return failure;
  };
  const report = async (input: Buffer, failure: Failure) => {
    const cause = causeOf(failure);
    if (finds.has(cause)) return;
    finds.set(cause, { input, failure });
    const isSame = async (smaller: Buffer) => {
      const again = await attempt(smaller);
      return again !== undefined && causeOf(again) === cause;
    };
    const small = await minimise(input, isSame);
    finds.set(cause, { input: small, failure: (await attempt(small)) ?? failure });
  };
  const keep = (input: Buffer) => {
    pool.push(input);
    texts.push(input.toString("utf8"));
  };

  /** Each alone, to see which of them it was. */
  const keepFresh = async (batch: readonly Buffer[]) => {
    for (const input of batch) {
      await attempt(input);
      if (!(await coverage.take())) continue;
      keep(input);
      reached.push(input);
    }
  };

  for (const seed of [...seeds, EMPTY]) {
    const failure = await attempt(seed);
    await coverage.take();
    keep(seed);
    if (failure !== undefined) await report(seed, failure);
  }
  while (now() < untilMs && finds.size < MOST_FINDS) {
    const batch: Buffer[] = [];
    for (let count = 0; count < BATCH && now() < untilMs; count++) {
      // The latest are the least tried.
      const from = random.oneIn(3) ? pool.slice(-8) : pool;
      const input = mutate(random.pick(from), random, { words, others: texts });
      batch.push(input);
      const failure = await attempt(input);
      if (failure !== undefined) await report(input, failure);
    }
    if (await coverage.look()) await keepFresh(batch);
  }
  return { executions, blocks: coverage.size(), reached, finds: [...finds.values()], slowestMs, slowest };
}
