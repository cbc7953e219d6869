import { type Painter, renderStatus, type RenderOptions, statusRows } from "../../core/status/render-status.ts";
import { newsOf, type ShownRows, statusNews } from "../../core/status/status-news.ts";
import { gapNotes, statusNotes } from "../../core/status/status-notes.ts";
import { renderTable } from "../../core/table/render-table.ts";
import { isSeen } from "./read-status.ts";
import type { Show, WatchOutput } from "./watch-output.ts";

/** One object on one line, for each look that finds news. */
export function jsonLines({ print, say }: WatchOutput): Show {
  const sayFailures = onNews(say);
  let last = "";
  return async (look) => {
    const { timestamp: _, ...news } = look.report;
    const text = JSON.stringify(news);
    if (isSeen(look) && text !== last) {
      last = text;
      await print(JSON.stringify(look.report));
    }
    sayFailures(look.failures);
  };
}

/** The whole table, and then only what is news: rows, and the sentences about them. */
export function newLines({ print, note, say }: WatchOutput, table: RenderOptions, paint: Painter): Show {
  const sayNotes = onNews((sentences) => {
    for (const sentence of sentences) note(sentence);
  });
  const sayFailures = onNews(say);
  let shown: ShownRows | undefined;
  return async (look) => {
    const { report, failures, complete } = look;
    if (isSeen(look)) {
      const rows = statusRows(report, table);
      const news = statusNews(rows, shown ?? new Map(), complete, table);
      const lines = shown === undefined ? renderStatus(report, table, paint) : renderTable(news.lines);
      ({ shown } = news);
      if (lines.length > 0) await print(lines.join("\n"));
      sayNotes(table.wide ? gapNotes(report) : statusNotes(report));
    }
    sayFailures(failures);
  };
}

/** Says sentences when they are about something else than the last ones. */
function onNews(say: (sentences: readonly string[]) => void): (sentences: readonly string[]) => void {
  let said = "";
  return (sentences) => {
    const news = newsOf(sentences);
    if (news !== said && sentences.length > 0) say(sentences);
    said = news;
  };
}
