/** A value with every control character in its texts written out: a manifest must not drive the reader's terminal. */
export function printable<T>(value: T): T {
  if (typeof value === "string") return value.replaceAll(/[\p{Cc}\p{Cf}]/gu, escaped) as T;
  if (Array.isArray(value)) return value.map(printable) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [printable(key), printable(inner)])) as T;
}

function escaped(character: string): string {
  return character === "\n" ? "\n" : `\\u{${character.codePointAt(0)?.toString(16)}}`;
}
