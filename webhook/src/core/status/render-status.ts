import { parseTime } from "@mount-monitor/contract";
import { countOf } from "../live/count-of.ts";
import { clipToWidth } from "../table/display-width.ts";
import { renderTable } from "../table/render-table.ts";
import type { StatusReport } from "./status-report.ts";
import { rowsOf, type StatusRow, type TableOptions, tableHead } from "./status-rows.ts";

/** Colours a text, or not. */
type Painter = (text: string, colour: StatusRow["colour"]) => string;

export function statusRows(report: StatusReport, options: TableOptions): readonly StatusRow[] {
  const nowMs = parseTime(report.timestamp) ?? 0;
  return report.pods.flatMap((pod) => rowsOf(pod, options, nowMs));
}

export interface RenderOptions extends TableOptions {
  readonly headers: boolean;
}

/** The table, a line for each mount of each pod. */
export function renderStatus(report: StatusReport, options: RenderOptions, paint: Painter): readonly string[] {
  const rows = statusRows(report, options);
  const lines = renderTable([...(options.headers ? [tableHead(options)] : []), ...rows.map(({ cells }) => cells)]);
  const first = options.headers ? 1 : 0;
  return lines.map((line, index) => paintLine(line, rows[index - first], paint));
}

function paintLine(line: string, row: StatusRow | undefined, paint: Painter): string {
  return row === undefined || row.colour === "green" ? line : paint(line, row.colour);
}

/** For a look that is drawn over the last one: no larger than the screen. Where not all fits, what is healthy is left out first. */
export function renderScreen(
  report: StatusReport,
  options: TableOptions,
  screen: { readonly columns: number; readonly rows: number },
  paint: Painter,
): readonly string[] {
  const rows = statusRows(report, options);
  // Two for the head and the summary, one for what is left out, and one that the cursor stands on.
  const room = Math.max(1, screen.rows - 4);
  const kept = fitting(rows, room);
  const lines = renderTable([tableHead(options), ...kept.map(({ cells }) => cells)]);
  const clipped = lines.map((line, index) => paintLine(clipToWidth(line, screen.columns), kept[index - 1], paint));
  const left = rows.length - kept.length;
  const summary = `${summaryOf(report)}; looked at ${report.timestamp.slice(11, 19)} UTC`;
  return [
    clipToWidth(summary, screen.columns),
    ...clipped,
    ...(left === 0
      ? []
      : [clipToWidth(`and ${countOf(left, "more line")}, for which there is no room`, screen.columns)]),
  ];
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

/** `12 pods, 10 healthy, 1 paused` */
export function summaryOf({ summary: { pods, healthy, paused } }: StatusReport): string {
  return `${countOf(pods, "pod")}, ${healthy} healthy${paused === 0 ? "" : `, ${paused} paused`}`;
}

/** The rows that are new or not what they were; `known` has the news of the last look by key, and `gone` the keys that are no more. */
export function changedRows(rows: readonly StatusRow[], known: ReadonlyMap<string, string>): readonly StatusRow[] {
  return rows.filter(({ key, news }) => known.get(key) !== news);
}
