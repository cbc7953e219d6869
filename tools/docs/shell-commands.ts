import type { CodeBlock } from "./markdown.ts";

/** Program and arguments, without quotes; variables and `$(…)` stand as they were written. */
export type ShellCommand = readonly string[];

/** All commands that a block has people type: those of a shell, and those above what came out. */
export function commandsOf({ language, text }: Pick<CodeBlock, "language" | "text">): readonly ShellCommand[] {
  const typed = language === "text" ? [...text.matchAll(/^\$ (.+)$/gm)].map(([, command = ""]) => command) : [text];
  if (language !== "sh" && language !== "text") return [];
  return typed.flatMap(readCommands);
}

const OPERATORS = /^(?:&&|\|\||;|\||&|\n)/;
const REDIRECTION = /^(?:\d?>>?&?|<)/;

/**
 * As much of a shell as the documentation needs: simple commands, in order, also those behind `&&` and `|`, and in the
 * body of a function. Throws where a quote has no end.
 */
export function readCommands(text: string): readonly ShellCommand[] {
  const commands: ShellCommand[] = [];
  let words: string[] = [];
  /** The next word is where output goes. */
  let isTarget = false;
  for (let at = 0, length = 0; at < text.length; at += length) {
    const rest = text.slice(at);
    const skipped = /^(?:[ \t]+|\\\n|#[^\n]*)/.exec(rest)?.[0];
    const operator = OPERATORS.exec(rest)?.[0];
    const redirection = REDIRECTION.exec(rest)?.[0];
    length = (skipped ?? operator ?? redirection)?.length ?? 0;
    if (operator !== undefined) {
      commands.push(words);
      words = [];
    } else if (redirection !== undefined) isTarget = true;
    else if (skipped === undefined) {
      const read = readWord(rest);
      if (!isTarget) words.push(read.word);
      isTarget = false;
      length = read.length;
    }
  }
  return [...commands, words].map(withoutSurroundings).filter((command) => command.length > 0);
}

function readWord(text: string): { readonly word: string; readonly length: number } {
  let word = "";
  let at = 0;
  while (at < text.length && !/^[\s;&|<>]/.test(text.slice(at))) {
    const rest = text.slice(at);
    const raw = /^(?:'[^']*'|"(?:[^"\\]|\\[\s\S])*"|\$\([^)]*\)|\\[\s\S]|[^'"\s;&|<>])/.exec(rest)?.[0];
    if (raw === undefined) throw new Error(`a quote has no end: ${rest.split("\n")[0]}`);
    word += unquote(raw);
    at += raw.length;
  }
  return { word, length: at };
}

function unquote(raw: string): string {
  if (raw.startsWith("'")) return raw.slice(1, -1);
  if (raw.startsWith('"')) return raw.slice(1, -1).replaceAll(/\\([\\"$`])/g, "$1");
  return raw.length === 2 && raw.startsWith("\\") ? raw.slice(1) : raw;
}

/** Without `name() {` and `}`, variables that are set, `sudo` and `env`. */
function withoutSurroundings(words: readonly string[]): readonly string[] {
  const isSurrounding = (word: string) => /^(?:\w[\w-]*\(\)|[{}]|sudo|env|[A-Za-z_]\w*=[\s\S]*)$/.test(word);
  const from = words.findIndex((word) => !isSurrounding(word));
  return from < 0 ? [] : words.slice(from).filter((word, index, all) => word !== "}" || index < all.length - 1);
}
