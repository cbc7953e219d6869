/**
 * FNV-1a, 64 bits, as 16 hexadecimal digits (http://www.isthe.com/chongo/tech/comp/fnv). It tells inputs apart; it
 * protects nothing. Code units above ASCII count as two bytes.
 */
export function hash(text: string): string {
  let [high, low] = [0xcbf29ce4, 0x84222325];
  const mix = (byte: number) => {
    low = (low ^ byte) >>> 0;
    // The prime is 2^40 + 0x1b3: no product of a half leaves the range of exact integers.
    const product = low * 0x1b3;
    high = (high * 0x1b3 + Math.floor(product / 2 ** 32) + ((low << 8) >>> 0)) % 2 ** 32;
    low = product % 2 ** 32;
  };
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    mix(unit & 0xff);
    if (unit > 0x7f) mix(unit >> 8);
  }
  return high.toString(16).padStart(8, "0") + low.toString(16).padStart(8, "0");
}

/** Hash of a JSON value; the order of keys does not count. */
export function hashOf(value: unknown): string {
  return hash(JSON.stringify(sorted(value)));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
