import { stripTypeScriptTypes } from "node:module";
import { type Node, parse } from "acorn";
import { replacementsOf } from "./operators.ts";

/** One change of a source that tests should notice. */
export interface Mutant {
  /** Relative to the repository. */
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
  /** What kind of change it is: `relation`, `condition`, … */
  readonly operator: string;
  /** From 1. */
  readonly line: number;
}

/** All mutants of a source, in its order. Types are blanked out before it is parsed, so that every place stays where it is. */
export function mutantsOf(file: string, text: string): Mutant[] {
  const code = stripTypeScriptTypes(text, { mode: "strip" });
  const program = parse(code, { ecmaVersion: "latest", sourceType: "module" });
  const mutants: Mutant[] = [];
  walk(program, [], (node, parents) => {
    for (const { start, end, replacement, operator } of replacementsOf(node, parents, code)) {
      if (code.slice(start, end) === replacement) continue;
      const line = code.slice(0, start).split("\n").length;
      mutants.push({ file, start, end, replacement, operator, line });
    }
  });
  return mutants.toSorted((a, b) => a.start - b.start || a.end - b.end);
}

/** The source with that one change, as Node runs it. */
export function mutatedCode(text: string, { start, end, replacement }: Mutant): string {
  const code = stripTypeScriptTypes(text, { mode: "strip" });
  return code.slice(0, start) + replacement + code.slice(end);
}

/** The lines that it changes, before and after. */
export function diffOf(text: string, { start, end, replacement }: Mutant): readonly [before: string, after: string] {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const next = text.indexOf("\n", end);
  const to = next < 0 ? text.length : next;
  const short = (lines: string) =>
    lines
      .trim()
      .replaceAll(/\s*\n\s*/g, " ")
      .slice(0, 160);
  return [short(text.slice(from, to)), short(text.slice(from, start) + replacement + text.slice(end, to))];
}

function walk(node: Node, parents: readonly Node[], visit: (node: Node, parents: readonly Node[]) => void): void {
  visit(node, parents);
  const below = [node, ...parents];
  for (const value of Object.values(node) as unknown[]) {
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value])
      if (isNode(child)) walk(child, below, visit);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}
