/** What others wrote may have several lines, and none should pass for a line of its own. */
export function onOneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
