import { formatDuration, parseDuration } from "./duration.ts";
import type { DurationLimits } from "./duration-limits.ts";
import { show } from "./schema-error.ts";

/** The schema has seen to the notation; what it cannot say is the range. */
export function milliseconds(
  text: string | undefined,
  place: string,
  { minMs, maxMs }: DurationLimits,
  errors: string[],
): number {
  const parsed = parseDuration(text ?? "");
  if (!parsed.ok) errors.push(`${place} ${show(text)} ${parsed.error}`);
  else if (parsed.ms < minMs || parsed.ms > maxMs) {
    errors.push(`${place} is ${show(text)}, but must be from ${formatDuration(minMs)} to ${formatDuration(maxMs)}`);
  } else return parsed.ms;
  return minMs;
}
