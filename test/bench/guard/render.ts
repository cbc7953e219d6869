import { formatNumber, formatValue } from "../report/format-value.ts";
import type { Compared } from "./compare.ts";

const WORDS = { kept: "", higher: "HIGHER", accepted: "higher, accepted", unknown: "" } as const;

/** One line for each cost: before, after, their ratio, and how much it may be. */
export function renderCompared(compared: readonly Compared[]): string {
  const rows = [["cost", "before", "after", "ratio", "at most", ""], ...compared.map(cells)];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function cells({ cost, verdict }: Compared): readonly string[] {
  const atMost = formatNumber(cost.atMost);
  if (verdict.t === "unknown") return [cost.figure, "", "", "", atMost, verdict.why];
  const { before, after, ratio } = verdict;
  return [
    cost.figure,
    formatValue(before.value, before.unit),
    formatValue(after.value, after.unit),
    formatNumber(ratio),
    atMost,
    WORDS[verdict.t],
  ];
}
