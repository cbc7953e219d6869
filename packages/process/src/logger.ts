import { pino, type Logger as PinoLogger } from "pino";
import type { LogFormat, LogLevel } from "@mount-monitor/contract";
import { textLine } from "./text-line.ts";

export type Logger = Pick<PinoLogger, LogLevel>;

export interface LogSettings {
  readonly level: LogLevel;
  readonly format: LogFormat;
}

/** A log whose settings can change while it is in use (SIGHUP). */
export interface LeveledLogger {
  readonly log: Logger;
  set(settings: LogSettings): void;
}

interface Sink {
  write(text: string): void;
}

/**
 * debug and info go to stdout, warn and error to stderr. Lines are written synchronously: an asynchronous write would
 * wait for a thread of the pool, and those may all be held by hanging mounts.
 */
export function createLogger(
  settings: LogSettings,
  sinks: { readonly out: Sink; readonly err: Sink } = standardSinks(),
): LeveledLogger {
  let { format } = settings;
  const write = (sink: Sink) => ({ write: (line: string) => sink.write(format === "text" ? textLine(line) : line) });
  const log = pino(
    {
      level: settings.level,
      base: null,
      messageKey: "msg",
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label.toUpperCase() }) },
    },
    pino.multistream(
      [
        { level: "debug", stream: write(sinks.out) },
        { level: "warn", stream: write(sinks.err) },
      ],
      { dedupe: true },
    ),
  );
  return {
    log,
    set(next) {
      log.level = next.level;
      format = next.format;
    },
  };
}

/** What is kept of lines that could not be written, to be tried again with the next one. */
const MAX_UNWRITTEN_BYTES = 1024 * 1024;

function standardSinks() {
  return { out: sinkTo(1), err: sinkTo(2) };
}

/** A log that cannot be written (its disk is full, its reader gone) is no reason to stop what it is about. */
function sinkTo(dest: number): Sink {
  const sink = pino.destination({ dest, sync: true, maxLength: MAX_UNWRITTEN_BYTES });
  sink.on("error", () => {});
  return sink;
}
