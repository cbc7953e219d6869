/** What the API server passes on: a warning beyond this may be cut, and beyond the sum of all they are dropped. */
const MAX_WARNING_LENGTH = 120;
const MAX_TOTAL_BYTES = 4096;
/** Pieces that one sentence may take, so that the next one is heard too. */
const MAX_PIECES = 4;

const MORE = "mount-monitor: there are more warnings; the log of the webhook has them all";

/**
 * Sentences as warnings of an admission response, in the order given, the most important first. Long ones go on in a
 * further warning rather than losing their end, which is where the advice stands.
 */
export function fitWarnings(sentences: readonly string[]): string[] {
  const warnings: string[] = [];
  // Room for the last word is kept from the beginning.
  let left = MAX_TOTAL_BYTES - Buffer.byteLength(MORE);
  for (const sentence of new Set(sentences)) {
    const pieces = distinct(split(`mount-monitor: ${plain(sentence)}`), warnings);
    const bytes = pieces.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0);
    if (bytes > left) return [...warnings, MORE];
    warnings.push(...pieces);
    left -= bytes;
  }
  return warnings;
}

/**
 * The API server passes on each text once. Two sentences may end alike, and the second would lose its end: there the
 * piece begins with one dot more.
 */
function distinct(pieces: readonly string[], before: readonly string[]): string[] {
  return pieces.map((piece) => {
    let text = piece;
    while (before.includes(text)) text = `…${text}`.slice(0, MAX_WARNING_LENGTH);
    return text;
  });
}

/** Warnings travel in a header: a line end or a control character would be refused or end it. */
function plain(sentence: string): string {
  return sentence
    .toWellFormed()
    .replaceAll(/[\s\p{Cc}]+/gu, " ")
    .trim();
}

function split(text: string): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > MAX_WARNING_LENGTH) {
    const last = pieces.length === MAX_PIECES - 1;
    const at = breakAt(rest, MAX_WARNING_LENGTH - 2);
    pieces.push(`${rest.slice(0, at).trimEnd()} …`);
    if (last) return pieces;
    rest = `… ${rest.slice(at).trimStart()}`;
  }
  return [...pieces, rest];
}

/** Where a word ends, unless the word is longer than half a line. Never between the halves of a surrogate pair. */
function breakAt(text: string, limit: number): number {
  const space = text.lastIndexOf(" ", limit);
  if (space > limit / 2) return space;
  return isHighSurrogate(text.charCodeAt(limit - 1)) ? limit - 1 : limit;
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd8_00 && code <= 0xdb_ff;
}
