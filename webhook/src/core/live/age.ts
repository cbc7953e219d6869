import { MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND } from "@mount-monitor/contract";
import { MS_PER_DAY } from "./span.ts";

const DAYS_PER_YEAR = 365;

/** A clock that is a little behind that of the server makes no age below zero. */
const TOLERANCE_MS = 2 * MS_PER_SECOND;

/** How long ago something was, as kubectl writes it in its column AGE: `45s`, `5m10s`, `42m`, `3h7m`, `2d4h`, `1y20d`. */
export function formatAge(ms: number): string {
  if (ms <= -TOLERANCE_MS) return "<invalid>";
  const [seconds, minutes, hours] = [MS_PER_SECOND, MS_PER_MINUTE, MS_PER_HOUR].map((unit) =>
    Math.max(0, Math.floor(ms / unit)),
  ) as [number, number, number];
  const days = Math.floor(hours / 24);
  if (seconds < 2 * 60) return `${seconds}s`;
  if (minutes < 10) return together(minutes, "m", seconds % 60, "s");
  if (minutes < 3 * 60) return `${minutes}m`;
  if (hours < 8) return together(hours, "h", minutes % 60, "m");
  if (hours < 48) return `${hours}h`;
  if (days < 8) return together(days, "d", hours % 24, "h");
  if (days < 2 * DAYS_PER_YEAR) return `${days}d`;
  const years = Math.floor(ms / (DAYS_PER_YEAR * MS_PER_DAY));
  return years < 8 ? together(years, "y", days % DAYS_PER_YEAR, "d") : `${years}y`;
}

function together(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`;
}
