import type { Rule } from "../rule.ts";

/** A monitor touches the pod that it was started for, and says which one it means by its UID. */
export const OWN_POD: Rule = {
  name: "never another pod's",
  open: () => (fact, ledger) => {
    if (fact.t !== "call" && fact.t !== "deleted") return undefined;
    if (fact.target !== ledger.plan.name) return `asked for pod ${fact.target}`;
    if (fact.t === "call" && fact.uid === undefined) return "asked without a UID as precondition";
    return fact.uid === ledger.uid
      ? undefined
      : `${fact.t === "call" ? "asked for" : "deleted"} UID ${fact.uid}, and is of ${ledger.uid}`;
  },
};
