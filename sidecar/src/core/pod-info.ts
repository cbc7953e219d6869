/**
 * Reads what the downward API writes for `metadata.annotations` and `metadata.labels`: lines of `key="value"`, the value
 * quoted as Go does. Lines of another form are left out.
 */
export function parsePodInfo(text: string): ReadonlyMap<string, string> {
  const entries = new Map<string, string>();
  for (const line of text.split("\n")) {
    const index = line.indexOf('="');
    if (index <= 0 || !line.endsWith('"') || line.length < index + 3) continue;
    entries.set(line.slice(0, index), unquote(line.slice(index + 2, -1)));
  }
  return entries;
}

const ESCAPES: Readonly<Record<string, string>> = { a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };

function unquote(text: string): string {
  return text.replaceAll(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/g,
    (_, byte?: string, short?: string, long?: string, plain?: string) => {
      const code = byte ?? short ?? long;
      if (code === undefined) return ESCAPES[plain as string] ?? (plain as string);
      const point = Number.parseInt(code, 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : "\ufffd";
    },
  );
}
