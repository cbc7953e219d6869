import type { BenchDocument, FigureReport } from "../report/document.ts";
import type { Cost } from "./costs.ts";

export interface Compared {
  readonly cost: Cost;
  readonly verdict: Verdict;
}

export type Verdict =
  | {
      readonly t: "kept" | "higher";
      readonly before: FigureReport;
      readonly after: FigureReport;
      readonly ratio: number;
    }
  /** Higher, and a commit says why that is worth it. */
  | { readonly t: "accepted"; readonly before: FigureReport; readonly after: FigureReport; readonly ratio: number }
  /** One of both has no such figure: the tool for it is not installed, or the figure is new. */
  | { readonly t: "unknown"; readonly why: string };

/** What each cost was before a change and is after it. */
export function compare(
  before: BenchDocument,
  after: BenchDocument,
  costs: readonly Cost[],
  accepted: readonly string[],
): readonly Compared[] {
  return costs.map((cost) => ({ cost, verdict: judge(cost, figureOf(before, cost), figureOf(after, cost), accepted) }));
}

function judge(
  cost: Cost,
  before: FigureReport | undefined,
  after: FigureReport | undefined,
  accepted: readonly string[],
): Verdict {
  if (after === undefined) return { t: "unknown", why: "not measured here" };
  if (before === undefined) return { t: "unknown", why: "not measured before" };
  const ratio = after.value / before.value;
  // Nothing to divide by, or no number at all, is no reason to let a change pass.
  if (ratio <= cost.atMost) return { t: "kept", before, after, ratio };
  return { t: accepted.includes(cost.figure) ? "accepted" : "higher", before, after, ratio };
}

function figureOf({ suites }: BenchDocument, { suite, figure }: Cost): FigureReport | undefined {
  return suites.find(({ name }) => name === suite)?.figures.find(({ name }) => name === figure);
}

/** Of two comparisons, what was higher in both: noise seldom hits the same figure twice. */
export function higherInBoth(first: readonly Compared[], second: readonly Compared[]): readonly Compared[] {
  return second.filter(({ cost, verdict }) => verdict.t === "higher" && first.some((other) => other.cost === cost));
}

/** Costs that commits have accepted by a line of their own: `Higher cost: NAME OF THE FIGURE: why`. */
export function acceptedIn(messages: string, costs: readonly Cost[]): readonly string[] {
  const lines = messages.split("\n").map((line) => /^Higher cost: (.+)$/.exec(line.trim())?.[1] ?? "");
  return costs.map(({ figure }) => figure).filter((figure) => lines.some((line) => line.startsWith(`${figure}: `)));
}
