import { missingForMetrics } from "./support/missing.ts";

/** Where the whole level is asked for, nothing of it may be skipped: a test of its own that is run alone says what it lacks. */
export function globalSetup(): void {
  const missing = missingForMetrics();
  if (missing !== undefined) throw new Error(`failed to run level metrics: it ${missing}`);
}
