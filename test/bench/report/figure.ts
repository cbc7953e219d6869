/** What is counted in; times are noisy, so each time is to have a count or a baseline beside it. */
export type Unit = "ms" | "MB" | "KiB" | "count" | "per second" | "instructions" | "percent" | "ratio";

/** One number that was measured, and what it is to be held against. */
export interface Figure {
  /** What was measured, with the size of it: "CPU per check, 10 mounts". */
  readonly name: string;
  readonly value: number;
  readonly unit: Unit;
  /** The same of something else, measured in turns in the same run. */
  readonly baseline?: { readonly name: string; readonly value: number };
  readonly budget?: Budget;
  /** What a reader must know to understand the number: rounds, sizes, what was left out. */
  readonly note?: string;
  /** Where the figure is one point of a curve: which, and how far along. */
  readonly point?: { readonly series: string; readonly of: string; readonly x: number };
}

/** A promise, in the figure's unit; of the ratio to the baseline where `of` says so. */
export interface Budget {
  readonly of: "value" | "ratio";
  readonly atMost: number;
}
