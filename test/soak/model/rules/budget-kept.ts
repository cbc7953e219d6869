import { isInPlaceRestart } from "../ledger.ts";
import { type Rule, seconds } from "../rule.ts";

/** What is written into a pod's configuration has whole seconds. */
const ROUNDING_MS = 1_000;

/** Not more restarts of a workload in any window than its budget says, from pod to pod. */
export const BUDGET_KEPT: Rule = {
  name: "never more than the budget",
  open:
    () =>
    (fact, { plan, restarts }) => {
      if ((fact.t !== "deleted" && !isInPlaceRestart(fact)) || !plan.budget) return undefined;
      const earlier = restarts[restarts.length - 1 - plan.budget.limit];
      if (!earlier) return undefined;
      const withinMs = fact.atMs - earlier.atMs;
      return withinMs < plan.budget.windowMs - ROUNDING_MS
        ? `${plan.budget.limit + 1} restarts within ${seconds(withinMs)}`
        : undefined;
    },
};
