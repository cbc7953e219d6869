import { countOf } from "../live/count-of.ts";
import { clipToWidth } from "../table/display-width.ts";
import { renderTable } from "../table/render-table.ts";
import { onOneLine } from "./on-one-line.ts";
import { paintLine, type Painter, statusRows, summaryOf } from "./render-status.ts";
import { gapNotes } from "./status-notes.ts";
import type { StatusReport } from "./status-report.ts";
import { type StatusRow, type TableOptions, tableHead } from "./status-rows.ts";

export interface Screen {
  readonly columns: number;
  readonly rows: number;
}

/** What is there to be drawn. */
export interface Look {
  /** What was seen last; undefined where nothing was seen yet. */
  readonly report: StatusReport | undefined;
  /** What could not be shown this time, a sentence each. */
  readonly failures: readonly string[];
}

/**
 * For a look that is drawn over the last one: no larger than the screen. Where not all fits, what is healthy is left out
 * first. What could not be read stands in the foot, for as long as it is so.
 */
export function renderScreen(
  { report, failures }: Look,
  options: TableOptions,
  screen: Screen,
  paint: Painter,
): readonly string[] {
  const clip = (line: string) => clipToWidth(line, screen.columns);
  // One that the cursor stands on.
  const lines = screen.rows - 1;
  const foot = footOf(
    [
      ...(report === undefined ? [] : gapNotes(report)).map((text) => ({ text, colour: "yellow" as const })),
      ...failures.map((text) => ({ text: onOneLine(text), colour: "red" as const })),
    ],
    report === undefined ? lines : Math.max(1, Math.floor(lines / 3)),
  ).map(({ text, colour }) => paint(clip(text), colour));
  if (report === undefined) return foot;

  const rows = statusRows(report, options);
  // Two for the head and the summary, and one for what is left out.
  const kept = fitting(rows, Math.max(0, lines - foot.length - 3));
  const table = renderTable([tableHead(options), ...kept.map(({ cells }) => cells)]);
  const left = rows.length - kept.length;
  return [
    clip(`${summaryOf(report)}; looked at ${report.timestamp.slice(11, 19)} UTC`),
    ...table.map((line, index) => paintLine(clip(line), kept[index - 1], paint)),
    ...(left === 0 ? [] : [clip(`and ${countOf(left, "more line")}, for which there is no room`)]),
    ...foot,
  ];
}

interface FootLine {
  readonly text: string;
  readonly colour: StatusRow["colour"];
}

function footOf(sentences: readonly FootLine[], room: number): readonly FootLine[] {
  if (sentences.length <= room) return sentences;
  const kept = sentences.slice(0, room - 1);
  return [...kept, { text: `and ${sentences.length - kept.length} more that could not be read`, colour: "yellow" }];
}

function fitting(rows: readonly StatusRow[], room: number): readonly StatusRow[] {
  if (rows.length <= room) return rows;
  const urgent = rows.filter(({ healthy }) => !healthy).slice(0, room);
  const chosen = new Set(urgent);
  for (const row of rows) {
    if (chosen.size === room) break;
    if (row.healthy) chosen.add(row);
  }
  return rows.filter((row) => chosen.has(row));
}
