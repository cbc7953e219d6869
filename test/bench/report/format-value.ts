import type { Unit } from "./figure.ts";

/** What stands behind the number; nothing where the name of the figure says what was counted. */
const SUFFIXES = {
  ms: " ms",
  MB: " MB",
  KiB: " KiB",
  count: "",
  "per second": "/s",
  instructions: " instr",
  percent: " %",
  ratio: "x",
} as const satisfies Readonly<Record<Unit, string>>;

/** Three digits that tell something, and no more than that: the rest is noise. */
export function formatValue(value: number, unit: Unit): string {
  return `${formatNumber(value)}${SUFFIXES[unit]}`;
}

export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return "no number";
  const size = Math.abs(value);
  if (Number.isInteger(value) || size >= 100) return groupThousands(Math.round(value));
  if (size < 0.01) return String(Number(value.toPrecision(2)));
  const digits = size >= 10 ? 1 : size >= 1 ? 2 : 3;
  return value.toFixed(digits);
}

function groupThousands(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}
