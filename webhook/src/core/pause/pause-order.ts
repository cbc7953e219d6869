import { formatElapsed, formatTime, parseDuration, parseTime } from "@mount-monitor/contract";
import { formatMoment } from "../live/span.ts";

/** How long to pause. */
export interface PauseOrder {
  /** Of the annotation. A time, not a duration: that one would count from when each monitor happens to see it. */
  readonly value: string;
  /** Ends a sentence: `until 2026-11-26 14:00 UTC, for 2h`. */
  readonly words: string;
}

export type ReadPauseOrder =
  | { readonly ok: true; readonly order: PauseOrder }
  | { readonly ok: false; readonly error: string };

/** How long to pause, as it is asked for: what that is in time depends on when it is asked. */
export type PauseWish =
  | { readonly t: "open" }
  | { readonly t: "for"; readonly lengthMs: number }
  | { readonly t: "until"; readonly untilMs: number; readonly text: string };

export type ReadPauseWish =
  | { readonly ok: true; readonly wish: PauseWish }
  | { readonly ok: false; readonly error: string };

const ZONE = /(?:[Zz]|[+-]\d\d:\d\d)$/;
const EXAMPLE = "2027-01-31T18:00:00Z";

/** Of `--for` and `--until`, so far as that can be told without a clock. */
export function readPauseWish({
  for: length,
  until,
}: {
  readonly for: string | undefined;
  readonly until: string | undefined;
}): ReadPauseWish {
  if (length !== undefined && until !== undefined) return bad("--for and --until exclude each other; drop one of them");
  if (length !== undefined) {
    const duration = parseDuration(length);
    const shown = `--for is ${JSON.stringify(length)}`;
    if (!duration.ok) return bad(`${shown}, which ${duration.error}; write for example --for 2h`);
    if (duration.ms < 1_000) return bad(`${shown}, which is over at once; write for example --for 2h`);
    return { ok: true, wish: { t: "for", lengthMs: duration.ms } };
  }
  if (until === undefined) return { ok: true, wish: { t: "open" } };
  const untilMs = parseTime(until);
  if (untilMs === undefined) return bad(`${shownUntil(until)}, which is no time such as ${EXAMPLE}`);
  if (!ZONE.test(until)) return bad(`${shownUntil(until)}, which names no time zone; write for example ${EXAMPLE}`);
  return { ok: true, wish: { t: "until", untilMs, text: until } };
}

/** `nowMs` by the clock of the API server: that of whoever asks may be wrong. */
export function orderAt(wish: PauseWish, nowMs: number): ReadPauseOrder {
  switch (wish.t) {
    case "open":
      return { ok: true, order: { value: "true", words: "until it is resumed" } };
    case "for":
      return untilTime(nowMs + wish.lengthMs, wish.lengthMs);
    case "until":
      return wish.untilMs <= nowMs
        ? bad(`${shownUntil(wish.text)}, which is over: it is ${formatMoment(nowMs)}`)
        : untilTime(wish.untilMs, wish.untilMs - nowMs);
  }
}

/** To whole seconds. */
function untilTime(untilMs: number, lengthMs: number): ReadPauseOrder {
  const value = `${formatTime(untilMs).slice(0, 19)}Z`;
  return { ok: true, order: { value, words: `until ${formatMoment(untilMs)}, for ${formatElapsed(lengthMs)}` } };
}

function shownUntil(until: string): string {
  return `--until is ${JSON.stringify(until)}`;
}

function bad(error: string): { readonly ok: false; readonly error: string } {
  return { ok: false, error };
}
