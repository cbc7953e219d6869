import { type Document, LineCounter, parseDocument, type Tags } from "yaml";
import { printable } from "../../core/printable.ts";
import { BEYOND_JSON, scalarBeyondJson } from "./beyond-json.ts";
import type { TextPart } from "./split-documents.ts";

export type ParsedYaml =
  | { readonly ok: true; readonly document: Document; readonly value: unknown; lineOf(offset: number): number }
  | { readonly ok: false; readonly error: string; readonly line: number };

/** What YAML 1.1 knows and the parser of Kubernetes does not: these stay strings. */
const STRINGS_TO_KUBERNETES = /:(?:timestamp|binary|omap|pairs|set)$/;

/**
 * YAML as Kubernetes reads it: 1.1 with `yes`, `on`, `0644` and merge keys, but neither timestamps nor `12:30:00` as a
 * number. Strings that YAML 1.2 would take for something else are quoted on the way out.
 */
export const YAML_AS_KUBERNETES = {
  schema: "yaml-1.1",
  customTags: withoutSurprises,
  compat: "core",
  merge: true,
} as const;

/** Never throws. */
export function parseYaml({ text, line: firstLine }: TextPart): ParsedYaml {
  const lineCounter = new LineCounter();
  const lineOf = (offset: number) => firstLine + lineCounter.linePos(offset).line - 1;
  try {
    const document = parseDocument(text, {
      ...YAML_AS_KUBERNETES,
      lineCounter,
      prettyErrors: false,
      logLevel: "silent",
    });
    const [error] = document.errors;
    if (error) return { ok: false, error: sentenceOf(error.message), line: lineOf(error.pos[0]) };
    const beyond = scalarBeyondJson(document);
    if (beyond) return { ok: false, error: BEYOND_JSON, line: lineOf(beyond.range?.[0] ?? 0) };
    return { ok: true, document, value: document.toJS({ maxAliasCount: 100 }) as unknown, lineOf };
  } catch (error) {
    // The parser calls itself for each level of nesting, and refuses aliases that multiply.
    return { ok: false, error: sentenceOf(error instanceof Error ? error.message : String(error)), line: firstLine };
  }
}

function withoutSurprises(tags: Tags): Tags {
  return tags.filter(
    (tag) =>
      typeof tag === "string" || !(STRINGS_TO_KUBERNETES.test(tag.tag) || ("format" in tag && tag.format === "TIME")),
  );
}

function sentenceOf(message: string): string {
  if (/call stack/i.test(message)) return "it is nested too deeply";
  if (/alias count/i.test(message)) return "its aliases (*name) multiply beyond measure; write out what they stand for";
  const [first = ""] = message.split("\n", 1);
  const what = first.charAt(0).toLowerCase() + first.slice(1).replace(/[.:]$/, "");
  return `it is not valid YAML: ${printable(what)}; correct it there or just above`;
}
