import { formatTime, MS_PER_HOUR, MS_PER_MINUTE } from "@mount-monitor/contract";

export const MS_PER_DAY = 24 * MS_PER_HOUR;

const UNITS = [
  ["day", MS_PER_DAY],
  ["hour", MS_PER_HOUR],
  ["minute", MS_PER_MINUTE],
] as const;

/** A span of time for people, in the largest unit of which there are two: `3 days`, `47 hours`, `90 minutes`. */
export function formatSpan(ms: number): string {
  const [unit, size] = UNITS.find(([, size]) => ms >= 2 * size) ?? ["minute", MS_PER_MINUTE];
  const count = Math.max(0, Math.floor(ms / size));
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

/** A point in time for people, to the minute. */
export function formatMoment(ms: number): string {
  return `${formatTime(ms).slice(0, 16).replace("T", " ")} UTC`;
}
