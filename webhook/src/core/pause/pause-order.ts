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

const ZONE = /(?:[Zz]|[+-]\d\d:\d\d)$/;

/** Of `--for` and `--until`; `nowMs` by the clock of the API server. */
export function readPauseOrder(
  { for: length, until }: { readonly for: string | undefined; readonly until: string | undefined },
  nowMs: number,
): ReadPauseOrder {
  if (length !== undefined && until !== undefined) return bad("--for and --until exclude each other; drop one of them");
  if (length !== undefined) {
    const duration = parseDuration(length);
    const shown = `--for is ${JSON.stringify(length)}`;
    if (!duration.ok) return bad(`${shown}, which ${duration.error}; write for example --for 2h`);
    if (duration.ms < 1_000) return bad(`${shown}, which is over at once; write for example --for 2h`);
    return untilTime(nowMs + duration.ms, duration.ms);
  }
  if (until === undefined) return { ok: true, order: { value: "true", words: "until it is resumed" } };
  const shown = `--until is ${JSON.stringify(until)}`;
  const time = parseTime(until);
  if (time === undefined) return bad(`${shown}, which is no time such as ${exampleOf(nowMs)}`);
  if (!ZONE.test(until)) return bad(`${shown}, which names no time zone; write for example ${exampleOf(nowMs)}`);
  if (time <= nowMs) return bad(`${shown}, which is over: it is ${formatMoment(nowMs)}`);
  return untilTime(time, time - nowMs);
}

/** To whole seconds. */
function untilTime(untilMs: number, lengthMs: number): ReadPauseOrder {
  const value = `${formatTime(untilMs).slice(0, 19)}Z`;
  return { ok: true, order: { value, words: `until ${formatMoment(untilMs)}, for ${formatElapsed(lengthMs)}` } };
}

function exampleOf(nowMs: number): string {
  return `${formatTime(nowMs + 7_200_000).slice(0, 14)}00:00Z`;
}

function bad(error: string): ReadPauseOrder {
  return { ok: false, error };
}
