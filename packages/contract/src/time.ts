/**
 * Points in time as text, RFC 3339. `Date` is used only to convert, never as a clock: contract and cores get the time
 * as a parameter.
 */

/** A date, or a date and time with or without a zone (UTC, then), to milliseconds; undefined where it is not one. */
export function parseTime(text: string): number | undefined {
  const parts = /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d)(:\d\d(?:\.\d{1,9})?)?([Zz]|[+-]\d\d:\d\d)?)?$/.exec(text);
  if (!parts) return undefined;
  const [, day = "", minutes = "00:00", seconds = ":00", zone = "Z"] = parts;
  const ms = Date.parse(`${day}T${minutes}${seconds}${zone.toUpperCase()}`);
  if (Number.isNaN(ms)) return undefined;
  // `Date.parse` takes 31 February for 3 March; nobody means that.
  return new Date(Date.parse(`${day}T00:00:00Z`)).toISOString().startsWith(day) ? ms : undefined;
}

export function formatTime(wallMs: number): string {
  // The largest time that a Date can hold; what lies beyond is a clock gone wrong, and must not throw.
  return new Date(Math.min(Math.max(wallMs, 0), 8.64e15)).toISOString();
}
