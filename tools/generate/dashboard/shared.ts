import type { Step } from "./panels.ts";

/** What the variables of the dashboard choose. */
export const CHOSEN = `namespace=~"$namespace", pod=~"$pod"`;
export const NONE_IS_WELL: readonly Step[] = [
  { from: null, color: "green" },
  { from: 1, color: "red" },
];
export const FIGURE: readonly Step[] = [{ from: null, color: "blue" }];
export const STATUS_COLORS = { HEALTHY: "green", DEGRADED: "orange", UNHEALTHY: "red", UNKNOWN: "text" };
