import type { GrantsStatus } from "@mount-monitor/contract";
import type { GrantIndex } from "../../core/grants/grant-index.ts";
import type { PolicyVerdict } from "../../core/grants/policy/verdict.ts";
import { titleOf } from "./ask-first.ts";
import type { GrantRecords } from "./grant-record.ts";

const MAX_TROUBLES = 10;

interface StatusSources {
  readonly index: GrantIndex;
  readonly records: GrantRecords;
  readonly counters: Pick<GrantsStatus, "writes" | "revocations" | "failures">;
  readonly verdict: PolicyVerdict;
  /** What is wrong for all of them. */
  readonly troubles: readonly (string | undefined)[];
}

export function statusOf({ index, records, counters, verdict, troubles }: StatusSources): GrantsStatus {
  const known = [...records.all()];
  const own = known.flatMap(([key, { trouble }]) => (trouble === undefined ? [] : [`${key}: ${trouble}`]));
  return {
    mode: "managed",
    policy: policyOf(verdict),
    ...index.size(),
    pending: known.filter(([, { pending }]) => pending).length,
    foreign: known.flatMap(([key, { foreign }]) => [
      ...(foreign.role ? [titleOf("role", key)] : []),
      ...(foreign.binding ? [titleOf("binding", key)] : []),
    ]),
    troubles: [...troubles.filter((one) => one !== undefined), ...own].slice(0, MAX_TROUBLES),
    ...counters,
  };
}

function policyOf(verdict: PolicyVerdict): GrantsStatus["policy"] {
  switch (verdict.t) {
    case "in-force":
      return { inForce: true };
    case "unknown":
      return { inForce: false, known: false, why: verdict.why };
    case "missing":
      return { inForce: false, why: verdict.why };
  }
}
