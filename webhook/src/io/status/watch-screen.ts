import { type Painter, type RenderOptions } from "../../core/status/render-status.ts";
import { renderScreen, type Screen } from "../../core/status/render-screen.ts";
import { isSeen, type StatusRead } from "./read-status.ts";
import type { Show, WatchOutput } from "./watch-output.ts";

const CLEAR_SCREEN = "\u001B[2J";
const TO_TOP = "\u001B[H";
const CLEAR_LINE = "\u001B[K";
const CLEAR_BELOW = "\u001B[J";

/** Each look over the last one, with what went wrong below it: a sentence beside the table would be drawn over. */
export function screen(print: WatchOutput["print"], sizeOf: () => Screen, table: RenderOptions, paint: Painter): Show {
  let seen: StatusRead["report"] | undefined;
  let first = true;
  return async (look) => {
    if (isSeen(look)) seen = look.report;
    const lines = renderScreen({ report: seen, failures: look.failures }, table, sizeOf(), paint);
    const text = lines.map((line) => `${line}${CLEAR_LINE}`).join("\n");
    await print(`${first ? CLEAR_SCREEN : ""}${TO_TOP}${text}${CLEAR_BELOW}`);
    first = false;
  };
}
