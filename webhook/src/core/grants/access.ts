import type { FoundRole } from "./found-role.ts";
import type { AccountNeeds } from "./needs.ts";

/** What an account may do in its namespace without a grant of ours, or in the case of events perhaps with one. */
export interface AccountAccess {
  /** Any pod: not those that are named in a Role alone. */
  readonly deletesAny: boolean;
  readonly evictsAny: boolean;
  readonly writesEvents: boolean;
}

/**
 * What an account needs of us. One that may delete any pod anyway is left alone: the policy does not hold it, a grant
 * would give it nothing, and the marker would hold it back on the day that it loses the permission of its own.
 */
export function neededBeside(
  needs: AccountNeeds | undefined,
  { deletesAny, evictsAny, writesEvents }: AccountAccess,
  role: FoundRole | undefined,
): AccountNeeds | undefined {
  if (needs === undefined || (!deletesAny && !evictsAny)) return needs;
  const deletes = deletesAny ? NOBODY : needs.deletes;
  const evicts = evictsAny ? NOBODY : needs.evicts;
  // That it may write events may come from the very Role that would then go, and come back, and go.
  const nothing = deletes.size === 0 && evicts.size === 0 && writesEvents && role === undefined;
  return nothing ? undefined : { ...needs, deletes, evicts };
}

const NOBODY: ReadonlySet<string> = new Set<string>();
