import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import type { Paint } from "./colour.ts";

/** What changes, as `diff -u` says it. */
export function unifiedDiff(name: string, before: string, after: string, paint: Paint): string {
  const text = createTwoFilesPatch(name, `${name} (injected)`, before, after, undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
  return text
    .split("\n")
    .map((line) => {
      if (line.startsWith("+++") || line.startsWith("---")) return paint(line, "bold");
      if (line.startsWith("@@")) return paint(line, "cyan");
      if (line.startsWith("+")) return paint(line, "green");
      return line.startsWith("-") ? paint(line, "red") : line;
    })
    .join("\n");
}
