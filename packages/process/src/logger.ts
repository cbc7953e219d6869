import type { LogFormat, LogLevel } from "@mount-monitor/contract";
import { type Sink, sinkTo } from "./log-sink.ts";
import { textLine } from "./text-line.ts";

/** Constant messages, data in fields. */
export type Logger = Readonly<Record<LogLevel, (fields: object, message: string) => void>>;

export interface LogSettings {
  readonly level: LogLevel;
  readonly format: LogFormat;
}

/** A log whose settings can change while it is in use (SIGHUP). */
export interface LeveledLogger {
  readonly log: Logger;
  set(settings: LogSettings): void;
}

const RANK: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

/**
 * debug and info go to stdout, warn and error to stderr, one line each. Of our own, since these are all the lines that a
 * monitor writes, and a library for it was a twelfth of its memory.
 */
export function createLogger(
  settings: LogSettings,
  sinks: { readonly out: Sink; readonly err: Sink } = { out: sinkTo(1), err: sinkTo(2) },
): LeveledLogger {
  let { level, format } = settings;
  const at = (own: LogLevel) => (fields: object, message: string) => {
    if (RANK[own] < RANK[level]) return;
    const line = jsonLine(own, fields, message);
    const sink = RANK[own] < RANK.warn ? sinks.out : sinks.err;
    sink.write(format === "text" ? textLine(line) : line);
  };
  return {
    log: { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") },
    set(next) {
      ({ level, format } = next);
    },
  };
}

function jsonLine(level: LogLevel, fields: object, message: string): string {
  const head = { level: level.toUpperCase(), time: new Date().toISOString() };
  try {
    return `${JSON.stringify({ ...head, ...withErrorsTold(fields), msg: message })}\n`;
  } catch (error) {
    // A field that is no JSON, such as one that contains itself, must not take the line with it.
    return `${JSON.stringify({ ...head, unwritable: String(error), msg: message })}\n`;
  }
}

/** As JSON, an Error would be `{}`. */
function withErrorsTold(fields: object): object {
  if (!Object.values(fields).some((value) => value instanceof Error)) return fields;
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      value instanceof Error ? { type: value.name, message: value.message, stack: value.stack } : value,
    ]),
  );
}
