import type { GrantNeeds } from "./grant-role.ts";
import type { GrantView } from "./grant-view.ts";
import { nameList } from "./name-list.ts";
import type { AccountNeeds } from "./needs.ts";
import type { GrantTiming } from "./timing.ts";

export interface RolePlan {
  /** What the Role has to say when it is written. */
  readonly grants: GrantNeeds;
  /** What it says is not that, and that is worth a write. */
  readonly due: boolean;
  /** Pods that would still lack what they need. */
  readonly missing: number;
  /** Of those, for want of room. */
  readonly leftOut: number;
  readonly wakeAtMs: number | undefined;
}

/** Nothing may be restarted by it. */
export const NO_RESTART: GrantNeeds = { deletes: [], evicts: [], restart: false };

/** What is needed, and what stands there and was needed a moment ago. */
export function planRole(view: GrantView, needs: AccountNeeds, nowMs: number, timing: GrantTiming): RolePlan {
  const { role, unwanted, policy, accessKnown, ownerUid } = view;
  if (policy === "missing") {
    const missing = needs.deletes.size + needs.evicts.size;
    return { grants: NO_RESTART, due: role?.restart === true, missing, leftOut: 0, wakeAtMs: undefined };
  }
  const give = policy === "in-force" && accessKnown && ownerUid !== undefined;
  const deletes = nameList(
    { granted: role?.deletes ?? [], needed: needs.deletes, unwanted: unwanted.deletes, give },
    nowMs,
    timing,
  );
  const evicts = nameList(
    { granted: role?.evicts ?? [], needed: needs.evicts, unwanted: unwanted.evicts, give },
    nowMs,
    timing,
  );
  return {
    grants: { deletes: deletes.names, evicts: evicts.names, restart: true },
    due: deletes.added + evicts.added + deletes.overdue + evicts.overdue > 0,
    missing: deletes.missing + evicts.missing,
    leftOut: deletes.leftOut + evicts.leftOut,
    wakeAtMs: firstOverdueMs([...unwanted.deletes.values(), ...unwanted.evicts.values()], timing),
  };
}

function firstOverdueMs(since: readonly number[], { keepMs, gatherMs }: GrantTiming): number | undefined {
  return since.length === 0 ? undefined : since.reduce((a, b) => Math.min(a, b)) + keepMs + gatherMs;
}
