import { setTimeout as wait } from "node:timers/promises";
import { print } from "@mount-monitor/process";
import {
  changedRows,
  renderScreen,
  renderStatus,
  type RenderOptions,
  statusRows,
} from "../../core/status/render-status.ts";
import { statusNotes } from "../../core/status/status-notes.ts";
import type { StatusReport } from "../../core/status/status-report.ts";
import { renderTable } from "../../core/table/render-table.ts";
import type { Paint } from "../offline/colour.ts";
import type { StatusRead } from "./read-status.ts";

export interface WatchSettings {
  /** A line of JSON for each look that finds news, in place of a table. */
  readonly json: boolean;
  readonly table: RenderOptions;
  readonly paint: Paint;
  /** Says what went wrong, on stderr. */
  readonly say: (sentences: readonly string[]) => void;
}

/** Between two looks, at least; a look that takes long is followed by a longer pause, so that watching stays a small load. */
const PAUSE_MS = 2_000;
const PAUSES_PER_LOOK = 3;

/**
 * Looks again and again, until it is ended. On a terminal the table is drawn over the last one; elsewhere only what is news
 * is written, a line each. Ctrl-C simply ends the process: nothing has to be put back, and the way to the cluster closes by itself.
 */
export async function watchStatus(read: () => Promise<StatusRead>, settings: WatchSettings): Promise<never> {
  const show = settings.json ? jsonLines() : process.stdout.isTTY ? screen(settings) : newLines(settings);
  let said = "";
  for (;;) {
    const startedMs = performance.now();
    const { report, failures } = await read();
    const failed = failures.join("\n");
    // A cluster that is away for a while is no reason to forget what was seen.
    if (failures.length === 0 || report.pods.length > 0) await show(report);
    if (failed !== "" && failed !== said) settings.say(failures);
    said = failed;
    await wait(Math.max(PAUSE_MS, PAUSES_PER_LOOK * (performance.now() - startedMs)));
  }
}

function jsonLines(): (report: StatusReport) => Promise<void> {
  let last = "";
  return async (report) => {
    const { timestamp: _, ...news } = report;
    const text = JSON.stringify(news);
    if (text === last) return;
    last = text;
    await print(JSON.stringify(report));
  };
}

const CLEAR_SCREEN = "\u001B[2J";
const TO_TOP = "\u001B[H";
const CLEAR_LINE = "\u001B[K";
const CLEAR_BELOW = "\u001B[J";

function screen({ table, paint }: WatchSettings): (report: StatusReport) => Promise<void> {
  let first = true;
  return async (report) => {
    const { columns = 80, rows = 24 } = process.stdout;
    const lines = renderScreen(report, table, { columns, rows }, paint);
    const text = lines.map((line) => `${line}${CLEAR_LINE}`).join("\n");
    await print(`${first ? CLEAR_SCREEN : ""}${TO_TOP}${text}${CLEAR_BELOW}`);
    first = false;
  };
}

function newLines({ table, paint }: WatchSettings): (report: StatusReport) => Promise<void> {
  let known: ReadonlyMap<string, string> | undefined;
  let noted = "";
  return async (report) => {
    const rows = statusRows(report, table);
    if (known === undefined) await print(renderStatus(report, table, paint).join("\n"));
    else {
      const news = changedRows(rows, known);
      if (news.length > 0) await print(renderTable(news.map(({ cells }) => cells)).join("\n"));
    }
    known = new Map(rows.map(({ key, news }) => [key, news]));
    const notes = statusNotes(report).filter(() => !table.wide);
    // Sentences have ages in them, too: only those about other things are news.
    const said = notes.join("\n").replaceAll(/\d+/g, "");
    if (said !== noted) for (const note of notes) console.error(note);
    noted = said;
  };
}
