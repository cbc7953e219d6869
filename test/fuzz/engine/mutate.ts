import { mutateJson } from "./mutate-json.ts";
import { type Material, mutateText } from "./mutate-text.ts";
import type { Random } from "./random.ts";

/** What an input may grow to; enough for what grows faster than its input to be felt. */
export const MAX_INPUT_BYTES = 32 * 1024;

/** A few changes of one input: of the document that it is, or of its characters, at times of its bytes. */
export function mutate(input: Buffer, random: Random, material: Material): Buffer {
  let text = input.toString("utf8");
  const changes = 1 + random.below(random.oneIn(4) ? 8 : 3);
  for (let change = 0; change < changes; change++) {
    const asJson = random.oneIn(5) ? undefined : mutateJson(text, random, material);
    text = asJson ?? mutateText(text, random, material);
  }
  const bytes = Buffer.from(text, "utf8").subarray(0, MAX_INPUT_BYTES);
  return random.oneIn(12) ? changeByte(bytes, random) : bytes;
}

function changeByte(bytes: Buffer, random: Random): Buffer {
  if (bytes.length === 0) return bytes;
  const changed = Buffer.from(bytes);
  changed[random.below(changed.length)] = random.below(256);
  return changed;
}
