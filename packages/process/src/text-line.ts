/** A JSON log line for people: `12:30:01 WARN  mount unhealthy  mount=/mnt/media failureCount=3`. */
export function textLine(line: string): string {
  let entry: Record<string, unknown>;
  try {
    entry = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return line;
  }
  const { level, time, msg, ...rest } = entry;
  const pairs = Object.entries(rest).map(([key, value]) => `${key}=${shown(value)}`);
  return `${String(time)} ${String(level).padEnd(5)} ${String(msg ?? "")}${pairs.length > 0 ? `  ${pairs.join(" ")}` : ""}\n`;
}

function isListOfWords(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function shown(value: unknown): string {
  const text = typeof value === "string" ? value : isListOfWords(value) ? value.join(",") : JSON.stringify(value);
  // Quoted where it would not be one word, and so that a value cannot forge a line of its own.
  return /^[^\s"=\p{Cc}]+$/u.test(text) ? text : JSON.stringify(text);
}
