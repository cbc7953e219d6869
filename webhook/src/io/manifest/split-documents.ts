/** One YAML document as it stands in its file. */
export interface TextPart {
  readonly text: string;
  /** Line of the file on which it begins, from 1. */
  readonly line: number;
}

/**
 * Cuts a file at its `---` lines. A line that begins so is one everywhere, in quotes and blocks too, says YAML. Comments
 * and directives before the first marker belong to what follows.
 */
export function splitDocuments(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  let fromLine = 1;
  let hasContent = false;
  let offset = 0;
  let line = 1;
  for (const row of text.split(/(?<=\n)/)) {
    const marker = /^---(?=\s|$)/.test(row);
    if (marker && hasContent) {
      parts.push({ text: text.slice(from, offset), line: fromLine });
      [from, fromLine] = [offset, line];
    }
    if (marker || !/^(?:\s*$|\s*#|%)/.test(row)) hasContent = true;
    offset += row.length;
    line++;
  }
  if (from < text.length) parts.push({ text: text.slice(from), line: fromLine });
  return parts;
}
