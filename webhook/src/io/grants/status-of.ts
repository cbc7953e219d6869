import type { GrantIndex } from "../../core/grants/grant-index.ts";
import type { PolicyVerdict } from "../../core/grants/policy/verdict.ts";
import { titleOf } from "./ask-first.ts";
import type { GrantRecords } from "./grant-record.ts";
import type { GrantsStatus } from "./grant-settings.ts";

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
    policy: verdict.t === "in-force" ? { inForce: true } : { inForce: false, why: verdict.why },
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
