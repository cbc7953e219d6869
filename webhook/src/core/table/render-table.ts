import { displayWidth, padToWidth } from "./display-width.ts";

const GAP = "   ";

/** Lines with columns as wide as their widest cell, three blanks apart as those of kubectl; nothing follows the last cell. */
export function renderTable(rows: ReadonlyArray<readonly string[]>): readonly string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, displayWidth(cell));
  return rows.map((row) => {
    const last = row.length - 1;
    return row
      .map((cell, index) => (index === last ? cell : padToWidth(cell, widths[index] ?? 0)))
      .join(GAP)
      .trimEnd();
  });
}
