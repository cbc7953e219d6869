/**
 * A smaller input that is still wanted: stretches are left out, from large ones to single characters, as long as
 * `isWanted` says yes. Asks at most `tries` times.
 */
export async function minimise(
  input: Buffer,
  isWanted: (smaller: Buffer) => Promise<boolean>,
  tries = 400,
): Promise<Buffer> {
  let best = input;
  let left = tries;
  for (let size = Math.ceil(best.length / 2); size >= 1 && left > 0; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < best.length && left > 0;) {
      const smaller = Buffer.concat([best.subarray(0, from), best.subarray(from + size)]);
      left--;
      if (await isWanted(smaller)) best = smaller;
      else from += size;
    }
  }
  return best;
}
