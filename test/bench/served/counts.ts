import { openCallgrind, REPEATABLE_FLAGS } from "../counts/callgrind.ts";
import { type Counter, countPerRound, repeated, spreadNote } from "../counts/counter.ts";
import { syscallsPerRound } from "../counts/strace.ts";
import { isInstalled } from "../counts/tools.ts";
import type { Unit } from "../report/figure.ts";
import type { SuiteOptions } from "../report/suite.ts";
import { loadTimes } from "./load.ts";
import { REVIEW, type Served, startServedPair } from "./served-pair.ts";

const REPEATS = 2;

interface Counted {
  readonly webhook: number;
  readonly bare: number;
}

/** What a review takes, in counts: of the webhook, and of the bare server. */
export async function countsOfServing(options: SuiteOptions): Promise<void> {
  const { progress, quick } = options;
  if (isInstalled("strace")) {
    progress("system calls, by strace");
    await count("system calls of a review", "count", options, () => syscalls(quick ? 200 : 1_000));
  } else progress("no system calls are counted, since there is no strace; install it");
  if (quick) return progress("no instructions are counted in a quick run: valgrind takes minutes for a server");
  if (!isInstalled("valgrind")) return progress("no instructions are counted, since there is no valgrind; install it");
  progress("instructions, under valgrind");
  await count("instructions of a review, without optimising compilers", "instructions", options, () =>
    instructions(100),
  );
}

async function count(name: string, unit: Unit, { tell }: SuiteOptions, once: () => Promise<Counted>): Promise<void> {
  const counts: Counted[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) counts.push(await once());
  const webhook = counts.map(({ webhook }) => webhook);
  const bare = repeated(counts.map(({ bare }) => bare)).mean;
  const baseline = { name: "bare node:https", value: bare };
  tell({ name, value: repeated(webhook).mean, unit, baseline, note: spreadNote(name, webhook) });
}

async function syscalls(rounds: number): Promise<Counted> {
  const pair = await startServedPair();
  try {
    const of = ({ pid, target }: Served) =>
      syscallsPerRound(pid, rounds, (rounds) => loadTimes(target, REVIEW, 1, rounds));
    return { webhook: await of(pair.webhook), bare: await of(pair.bare) };
  } finally {
    await pair.end();
  }
}

async function instructions(rounds: number): Promise<Counted> {
  const callgrind = openCallgrind();
  const pair = await startServedPair({ flags: REPEATABLE_FLAGS, under: callgrind.under });
  try {
    const of = (one: Served) => instructionsOf(one, callgrind.counterOf(one.pid), rounds);
    return { webhook: await of(pair.webhook), bare: await of(pair.bare) };
  } finally {
    await pair.end();
    callgrind.close();
  }
}

async function instructionsOf({ target }: Served, counter: Counter, rounds: number): Promise<number> {
  const act = (rounds: number) => loadTimes(target, REVIEW, 1, rounds);
  // Once to have everything compiled.
  await act(rounds);
  return countPerRound(counter, rounds, act);
}
