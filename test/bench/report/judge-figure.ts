import type { Figure } from "./figure.ts";

/** How many times the baseline the value is; nothing where there is none to compare with. */
export function ratioOf({ value, baseline }: Figure): number | undefined {
  return baseline === undefined || baseline.value === 0 ? undefined : value / baseline.value;
}

/** Whether the promise is kept; nothing where none was made. A figure that is no number keeps none. */
export function judgeFigure(figure: Figure): "met" | "missed" | undefined {
  const { budget, value } = figure;
  if (budget === undefined) return undefined;
  const held = budget.of === "ratio" ? ratioOf(figure) : value;
  return held !== undefined && held <= budget.atMost ? "met" : "missed";
}
