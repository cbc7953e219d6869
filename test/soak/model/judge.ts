import type { PodPlan } from "../schedule/pod-plan.ts";
import type { Fact } from "./fact.ts";
import { enter, type Ledger, openLedger } from "./ledger.ts";
import type { Rule } from "./rule.ts";
import { ACCUSATION_IS_TRUE } from "./rules/accusation-is-true.ts";
import { BUDGET_KEPT } from "./rules/budget-kept.ts";
import { ENOUGH_LOOKS } from "./rules/enough-looks.ts";
import { DELAY_KEPT } from "./rules/delay-kept.ts";
import { ENDS_AS_TOLD, GATE_OPENS } from "./rules/ends-as-told.ts";
import { FLAT } from "./rules/flat.ts";
import { LIVENESS } from "./rules/liveness.ts";
import { NO_MISSED_RESTART } from "./rules/no-missed-restart.ts";
import { ONCE_PER_CAUSE } from "./rules/once-per-cause.ts";
import { OWN_POD } from "./rules/own-pod.ts";
import { PAUSE_KEPT } from "./rules/pause-kept.ts";
import { READINESS } from "./rules/readiness.ts";
import { RESTART_HAS_CAUSE } from "./rules/restart-has-cause.ts";

export interface Violation {
  readonly atMs: number;
  readonly pod: string;
  readonly rule: string;
  readonly what: string;
}

export const RULES: readonly Rule[] = [
  RESTART_HAS_CAUSE,
  NO_MISSED_RESTART,
  DELAY_KEPT,
  OWN_POD,
  ONCE_PER_CAUSE,
  BUDGET_KEPT,
  PAUSE_KEPT,
  ACCUSATION_IS_TRUE,
  ENOUGH_LOOKS,
  READINESS,
  LIVENESS,
  GATE_OPENS,
  ENDS_AS_TOLD,
  FLAT,
];

/** Follows one pod by what was done to it and what was seen of it. */
export interface Judge {
  take(fact: Fact): Violation[];
  ledger(): Ledger;
}

export function openJudge(plan: PodPlan): Judge {
  const looks = RULES.map(({ name, open }) => ({ name, look: open() }));
  let ledger = openLedger(plan);
  return {
    ledger: () => ledger,
    take(fact) {
      ledger = enter(ledger, fact);
      return looks.flatMap(({ name, look }) => {
        const what = look(fact, ledger);
        return what === undefined ? [] : [{ atMs: fact.atMs, pod: plan.name, rule: name, what }];
      });
    },
  };
}
