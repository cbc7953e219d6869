/**
 * - `problem`: pods are not monitored, not replaced, or not created. Exit code 1.
 * - `warning`: it works today; somebody should look.
 * - `note`: good to know.
 * - `ok`: was looked at, and is as it should be.
 */
export type Severity = "problem" | "warning" | "note" | "ok";

export interface FindingText {
  readonly severity: Severity;
  /** One sentence, without the particulars of a cluster. */
  readonly meaning: string;
  /** What to do; empty where nothing is wrong. A finding may have a more exact one. */
  readonly advice: string;
}
