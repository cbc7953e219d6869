/** What counts while a program works. */
export interface Counter {
  /** How much was counted since the last time, or since it began. */
  take(): Promise<number>;
}

/**
 * How much one round takes: what 2N rounds took more than N did, so that whatever comes with every measuring, or went
 * before, falls out.
 */
export async function countPerRound(
  counter: Counter,
  rounds: number,
  act: (rounds: number) => Promise<number | void>,
): Promise<number> {
  await counter.take();
  const once = { rounds: (await act(rounds)) ?? rounds, counted: await counter.take() };
  const twice = { rounds: (await act(2 * rounds)) ?? 2 * rounds, counted: await counter.take() };
  return (twice.counted - once.counted) / (twice.rounds - once.rounds);
}

export interface Repeated {
  readonly mean: number;
  /** How far apart the results are, as a share of the mean in percent. */
  readonly spreadPercent: number;
}

export function repeated(results: readonly number[]): Repeated {
  const mean = results.reduce((sum, result) => sum + result, 0) / results.length;
  return { mean, spreadPercent: ((Math.max(...results) - Math.min(...results)) / mean) * 100 };
}

export function spreadNote(what: string, results: readonly number[]): string {
  return `${what}: counted ${results.length} times in processes of their own, ${repeated(results).spreadPercent.toFixed(1)} % apart`;
}
