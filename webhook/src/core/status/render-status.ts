import { parseTime } from "@mount-monitor/contract";
import { countOf } from "../live/count-of.ts";
import { renderTable } from "../table/render-table.ts";
import type { StatusReport } from "./status-report.ts";
import { rowsOf, type StatusRow, type TableOptions, tableHead } from "./status-rows.ts";

/** Colours a text, or not. */
export type Painter = (text: string, colour: StatusRow["colour"]) => string;

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

export function paintLine(line: string, row: StatusRow | undefined, paint: Painter): string {
  return row === undefined || row.colour === "green" ? line : paint(line, row.colour);
}

/** `12 pods, 10 healthy, 1 paused` */
export function summaryOf({ summary: { pods, healthy, paused } }: StatusReport): string {
  return `${countOf(pods, "pod")}, ${healthy} healthy${paused === 0 ? "" : `, ${paused} paused`}`;
}
