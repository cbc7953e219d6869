import { goneCells, type StatusRow, type TableOptions } from "./status-rows.ts";

/** The lines that were shown so far, by what they are about. */
export type ShownRows = ReadonlyMap<string, StatusRow>;

export interface StatusNews {
  /** A line for each row that is new, not what it was, or gone. */
  readonly lines: ReadonlyArray<readonly string[]>;
  /** What is to be compared with the next time. */
  readonly shown: ShownRows;
}

/** What is new in a look. `complete`: what is not there is gone, and not only unread. */
export function statusNews(
  rows: readonly StatusRow[],
  shown: ShownRows,
  complete: boolean,
  options: TableOptions,
): StatusNews {
  const now = new Map(rows.map((row) => [row.key, row]));
  const pods = new Map(rows.map((row) => [row.pod, row]));
  const changed = rows.filter(({ key, news }) => shown.get(key)?.news !== news);
  const gone = complete ? [...shown.values()].filter(({ key }) => !now.has(key)) : [];
  return {
    lines: [
      ...changed.map(({ cells }) => cells),
      // A line without a mount that has one now is replaced, not gone.
      ...gone.flatMap((row) => (row.isMount || !pods.has(row.pod) ? [goneCells(row, pods.get(row.pod), options)] : [])),
    ],
    shown: complete ? now : new Map([...shown, ...now]),
  };
}

/** Sentences have ages and ports in them, too: only those about other things are news. */
export function newsOf(sentences: readonly string[]): string {
  return sentences.join("\n").replaceAll(/\d+/g, "");
}
