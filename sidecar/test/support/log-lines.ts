import { StringDecoder } from "node:string_decoder";

/** A line of the log, or whatever else was printed: then it has only `text`. */
export interface LogLine {
  readonly stream: "stdout" | "stderr";
  readonly text: string;
  readonly level?: string;
  readonly msg?: string;
  readonly time?: string;
  readonly [key: string]: unknown;
}

/** Cuts what a program writes into lines; the lines of both streams go to one list, in the order of arrival. */
export function lineReader(stream: LogLine["stream"], lines: LogLine[]): (chunk: Buffer) => void {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  return (chunk) => {
    const parts = (rest + decoder.write(chunk)).split("\n");
    rest = parts.pop() ?? "";
    for (const text of parts) lines.push({ ...parse(text), stream, text });
  };
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}
