import { setTimeout as wait } from "node:timers/promises";
import { print } from "@mount-monitor/process";
import type { RenderOptions } from "../../core/status/render-status.ts";
import type { Paint } from "../offline/colour.ts";
import type { StatusRead } from "./read-status.ts";
import { jsonLines, newLines } from "./watch-lines.ts";
import type { Show, WatchOutput } from "./watch-output.ts";
import { screen } from "./watch-screen.ts";

export interface WatchSettings {
  /** A line of JSON for each look that finds news, in place of a table. */
  readonly json: boolean;
  readonly table: RenderOptions;
  readonly paint: Paint;
  /** Says what went wrong, on stderr. */
  readonly say: WatchOutput["say"];
}

/** Between two looks, at least; a look that takes long is followed by a longer pause, so that watching stays a small load. */
const PAUSE_MS = 2_000;
const PAUSES_PER_LOOK = 3;

/**
 * Looks again and again, until it is ended. On a terminal the table is drawn over the last one; elsewhere only what is news
 * is written, a line each. Ctrl-C simply ends the process: nothing has to be put back, and the way to the cluster closes by itself.
 */
export async function watchStatus(read: () => Promise<StatusRead>, settings: WatchSettings): Promise<never> {
  const show = showFor(settings);
  for (;;) {
    const startedMs = performance.now();
    await show(await read());
    await wait(Math.max(PAUSE_MS, PAUSES_PER_LOOK * (performance.now() - startedMs)));
  }
}

function showFor({ json, table, paint, say }: WatchSettings): Show {
  const output: WatchOutput = { print, note: (sentence) => console.error(sentence), say };
  if (json) return jsonLines(output);
  // A terminal that does not know its size says 0.
  const sizeOf = ({ columns, rows }: NodeJS.WriteStream) => ({ columns: columns || 80, rows: rows || 24 });
  return process.stdout.isTTY
    ? screen(print, () => sizeOf(process.stdout), table, paint)
    : newLines(output, table, paint);
}
