/** Of what kubectl says: without its prefix, its full stop, and the advice that goes on in further lines. */
export function firstSentence(text: string): string {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const line = lines.find((candidate) => /^error: /i.test(candidate)) ?? lines[0] ?? "";
  return line.replace(/^error: /i, "").replace(/\.$/, "");
}
