import type { FoundBinding } from "./found-binding.ts";
import type { FoundRole } from "./found-role.ts";
import type { AccountNeeds } from "./needs.ts";

/** Since when what is granted is not needed any more, by our own steady clock; what is needed is not here. */
export interface Unwanted {
  readonly deletes: ReadonlyMap<string, number>;
  readonly evicts: ReadonlyMap<string, number>;
  /** Nothing at all is needed of what stands there now. */
  readonly everything: { readonly sinceMs: number; readonly uids: string } | undefined;
}

export const NOTHING_UNWANTED: Unwanted = { deletes: new Map(), evicts: new Map(), everything: undefined };

/** What another replica has just made or added begins anew: it may know of a pod that is not known here yet. */
export function noteUnwanted(
  before: Unwanted,
  found: { readonly role: FoundRole | undefined; readonly binding: FoundBinding | undefined },
  needs: AccountNeeds | undefined,
  nowMs: number,
): Unwanted {
  const { role, binding } = found;
  const uids = `${role?.uid ?? ""} ${binding?.uid ?? ""}`;
  const idle = needs === undefined && (role !== undefined || binding !== undefined);
  const { everything: last } = before;
  return {
    deletes: since(before.deletes, role?.deletes, needs?.deletes, nowMs),
    evicts: since(before.evicts, role?.evicts, needs?.evicts, nowMs),
    everything: idle ? { sinceMs: last?.uids === uids ? last.sinceMs : nowMs, uids } : undefined,
  };
}

/** When the last of it came to be needed no longer; undefined where some of it is. */
export function allUnwantedSince({ deletes, evicts, everything }: Unwanted): number | undefined {
  if (everything === undefined) return undefined;
  return [...deletes.values(), ...evicts.values()].reduce((a, b) => Math.max(a, b), everything.sinceMs);
}

function since(
  before: ReadonlyMap<string, number>,
  granted: readonly string[] = [],
  needed: ReadonlySet<string> | undefined,
  nowMs: number,
): ReadonlyMap<string, number> {
  return new Map(granted.flatMap((name) => (needed?.has(name) ? [] : [[name, before.get(name) ?? nowMs] as const])));
}
