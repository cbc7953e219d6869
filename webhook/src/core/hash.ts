/**
 * FNV-1a, 64 bits, as 16 hexadecimal digits (http://www.isthe.com/chongo/tech/comp/fnv). It tells inputs apart; it
 * protects nothing. Code units above ASCII count as two bytes.
 */
export function hash(text: string): string {
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    for (let shift = 0; shift <= (unit > 0x7f ? 8 : 0); shift += 8) {
      low = (low ^ ((unit >> shift) & 0xff)) >>> 0;
      // The prime is 2^40 + 0x1b3: no product of a half leaves the range of exact integers.
      const product = low * 0x1b3;
      high = (high * 0x1b3 + Math.floor(product / 2 ** 32) + ((low << 8) >>> 0)) % 2 ** 32;
      low = product % 2 ** 32;
    }
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
