import { check } from "./check.ts";
import type { Coverage } from "./coverage.ts";
import type { Target } from "./target.ts";

/** What a corpus may hold beside what people put there: it is to stay small enough to be read by git and by people. */
const MOST = 48;
const MOST_BYTES = 4 * 1024;

/** The fewest inputs, roughly, that reach what all of them reach and `given` does not: the small ones come first. */
export async function distil(
  target: Target,
  given: readonly Buffer[],
  candidates: readonly Buffer[],
  coverage: Coverage,
): Promise<Buffer[]> {
  await coverage.forget();
  for (const input of given) await check(target, input);
  await coverage.take();
  const kept: Buffer[] = [];
  for (const input of candidates.toSorted((a, b) => a.length - b.length)) {
    if (kept.length === MOST || input.length > MOST_BYTES) break;
    if ((await check(target, input)) !== undefined) continue;
    if (await coverage.take()) kept.push(input);
  }
  return kept;
}
