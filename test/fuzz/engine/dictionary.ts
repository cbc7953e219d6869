import { readFileSync } from "node:fs";

/** Words that stand in quotes in sources: what a parser compares with is mostly among them. */
export function wordsIn(files: readonly string[]): string[] {
  const words = new Set<string>();
  for (const file of files) {
    const text = readFileSync(file, "utf8");
    for (const [, double, single] of text.matchAll(/"((?:[^"\\\n]|\\.){1,60})"|'((?:[^'\\\n]|\\.){1,60})'/g)) {
      const word = double ?? single ?? "";
      // Paths of imports and sentences for people lead nowhere.
      if (!/^\.{0,2}\/.*\.ts$|^node:|^@mount-monitor\/(?!$)| .* .* /.test(word)) words.add(unescaped(word));
    }
    // Fields that are read by name: `{ metadata, spec }`, `.kind`, `kind:`.
    for (const [, name = ""] of text.matchAll(/\b([a-z][A-Za-z]{2,24})\??:/g)) words.add(name);
  }
  return [...words].toSorted();
}

function unescaped(word: string): string {
  try {
    return JSON.parse(`"${word}"`) as string;
  } catch {
    return word;
  }
}
