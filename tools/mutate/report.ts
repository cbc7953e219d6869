import type { MutantEnd } from "./run-mutant.ts";

export interface JudgedMutant {
  readonly file: string;
  readonly line: number;
  readonly operator: string;
  readonly diff: readonly [before: string, after: string];
  readonly end: MutantEnd | "equivalent";
}

const COLUMNS = ["killed", "timeout", "survived", "uncovered", "equivalent"] as const;

/** A table by file, and then each mutant that nobody noticed. */
export function renderReport(mutants: readonly JudgedMutant[]): string {
  const files = [...new Set(mutants.map(({ file }) => file))];
  const rows = files.map((file) => rowOf(file, mutants.filter((mutant) => mutant.file === file))); // prettier-ignore
  const all = files.length > 1 ? [rowOf("all", mutants)] : [];
  const table = [["file", ...COLUMNS, "score"], ...rows, ...all];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = table.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  "),
  );
  const missed = mutants.filter(({ end }) => end === "survived" || end === "uncovered");
  const shown = missed.map(
    ({ file, line, operator, end, diff: [before, after] }) =>
      `${file}:${line} ${end} (${operator})\n  - ${before}\n  + ${after}`,
  );
  return [...lines, ...(shown.length > 0 ? ["", ...shown] : [])].join("\n");
}

/** Of those that could be noticed, how many were, in percent. */
export function scoreOf(mutants: readonly JudgedMutant[]): number {
  const real = mutants.filter(({ end }) => end !== "equivalent");
  const noticed = real.filter(({ end }) => end === "killed" || end === "timeout");
  return real.length === 0 ? 100 : (noticed.length / real.length) * 100;
}

function rowOf(name: string, mutants: readonly JudgedMutant[]): string[] {
  const counts = COLUMNS.map((column) => String(mutants.filter(({ end }) => end === column).length));
  return [name, ...counts, `${scoreOf(mutants).toFixed(1)} %`];
}
