/**
 * Durations as people write them: `500ms`, `30s`, `1m30s`, `1.5h`; `0` needs no unit.
 * The same notation as Go's `time.ParseDuration`, less what no setting of ours needs (signs, `us`, `ns`).
 */

export const MS_PER_SECOND = 1_000;
export const MS_PER_MINUTE = 60 * MS_PER_SECOND;
export const MS_PER_HOUR = 60 * MS_PER_MINUTE;

const MS_PER_UNIT: Readonly<Record<string, number>> = {
  ms: 1,
  s: MS_PER_SECOND,
  m: MS_PER_MINUTE,
  h: MS_PER_HOUR,
};

/** Longest duration that is taken: ten years. Anything longer is a typing error, and would overflow timers. */
const MAX_MS = 87_600 * MS_PER_HOUR;

export type ParsedDuration =
  | { readonly ok: true; readonly ms: number }
  | { readonly ok: false; readonly error: string };

export function parseDuration(text: string): ParsedDuration {
  if (text === "0") return { ok: true, ms: 0 };
  if (text.length > 64 || !/^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/.test(text)) {
    return {
      ok: false,
      error: /^\d+(?:\.\d+)?$/.test(text)
        ? "has no unit (ms, s, m or h)"
        : "is not a duration such as 500ms, 30s or 1m30s",
    };
  }
  let ms = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) {
    ms += Number(amount) * (MS_PER_UNIT[unit as string] as number);
  }
  ms = Math.round(ms);
  if (ms > MAX_MS) return { ok: false, error: "is longer than ten years" };
  return { ok: true, ms };
}

/** The shortest notation that `parseDuration` reads back to the same number of milliseconds. */
export function formatDuration(ms: number): string {
  let rest = Math.max(0, Math.round(ms));
  if (rest < MS_PER_SECOND) return rest === 0 ? "0s" : `${rest}ms`;
  let text = "";
  for (const [unit, size] of [
    ["h", MS_PER_HOUR],
    ["m", MS_PER_MINUTE],
  ] as const) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  if (rest > 0) text += `${rest / MS_PER_SECOND}s`;
  return text;
}

/** For sentences and logs, where milliseconds past the first second only distract: `1m30s`, not `1m30.217s`. */
export function formatElapsed(ms: number): string {
  return formatDuration(ms < MS_PER_SECOND ? ms : Math.round(ms / MS_PER_SECOND) * MS_PER_SECOND);
}
