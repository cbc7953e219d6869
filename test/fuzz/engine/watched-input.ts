import { MAX_INPUT_BYTES } from "./mutate.ts";

/** The input at work, in memory that two threads share: one that hangs cannot tell any more what it hangs on. */
const HEADER_BYTES = 8;
/** Seeds may be larger than what grows from them. */
const MOST_BYTES = 8 * MAX_INPUT_BYTES;

export function createShared(): SharedArrayBuffer {
  return new SharedArrayBuffer(HEADER_BYTES + MOST_BYTES);
}

/** The function that writes an input down, and counts. */
export function noteIn(shared: SharedArrayBuffer): (input: Buffer) => void {
  const header = new Int32Array(shared, 0, 2);
  const bytes = new Uint8Array(shared, HEADER_BYTES);
  return (input) => {
    const part = input.subarray(0, MOST_BYTES);
    bytes.set(part);
    Atomics.store(header, 1, part.length);
    Atomics.add(header, 0, 1);
  };
}

/** The input that was written down last, and the number of those so far. */
export function readNote(shared: SharedArrayBuffer): { readonly count: number; readonly input: Buffer } {
  const header = new Int32Array(shared, 0, 2);
  const length = Atomics.load(header, 1);
  return {
    count: Atomics.load(header, 0),
    input: Buffer.from(new Uint8Array(shared, HEADER_BYTES, length)),
  };
}
