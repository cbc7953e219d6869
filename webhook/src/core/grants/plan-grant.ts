import type { FoundBinding } from "./found-binding.ts";
import type { FoundMetadata } from "./found-metadata.ts";
import type { FoundRole } from "./found-role.ts";
import type { GrantView } from "./grant-view.ts";
import type { AccountNeeds } from "./needs.ts";
import { NO_RESTART, planRole, type RolePlan } from "./plan-role.ts";
import type { GrantTiming } from "./timing.ts";
import { allUnwantedSince } from "./unwanted.ts";
import type { GrantWrite } from "./write.ts";

export interface GrantPlan {
  /** In this order, up to the first one that fails; then look again. */
  readonly writes: readonly GrantWrite[];
  /** When to look again, if nothing changes before. */
  readonly wakeAtMs: number | undefined;
  /** Somebody lacks what he needs, as far as is known. */
  readonly pending: boolean;
  /** Pods that no Role has room for. */
  readonly leftOut: number;
}

/**
 * What a replica writes for one account, by what it last saw and the time.
 *
 * Replicas need no leader. What is needed is added at once to what stands there, so that what another replica has added
 * stays; what is not needed goes only after it was not needed for a while; and no write holds if anything has changed
 * since the look. Of two that see the same, the slower one finds it done.
 */
export function planGrant(view: GrantView, nowMs: number, timing: GrantTiming): GrantPlan {
  const { needs, role, binding, foreign } = view;
  const idle: GrantPlan = { writes: [], wakeAtMs: undefined, pending: needs !== undefined, leftOut: 0 };
  if (role?.terminating || binding?.terminating) return idle;
  // What our binding refers to would not be ours: somebody else decides what it gives.
  if (foreign.role) return { ...idle, writes: remove(undefined, binding) };
  if (needs === undefined || foreign.binding) return { ...idle, ...clearAway(view, nowMs, timing) };
  const planned = planRole(view, needs, nowMs, timing);
  return {
    writes: [...roleWrites(view, needs, planned), ...bindingWrites(view, needs)],
    wakeAtMs: planned.wakeAtMs,
    pending: planned.missing > 0 || role === undefined || binding?.account !== needs.account,
    leftOut: planned.leftOut,
  };
}

function roleWrites({ role, ownerUid }: GrantView, { account }: AccountNeeds, { grants, due }: RolePlan): GrantWrite[] {
  if (role === undefined) return ownerUid === undefined ? [] : [{ t: "create-role", account, needs: grants }];
  if (!due && role.asWritten && isOwnedRight(role, ownerUid)) return [];
  return [{ t: "update-role", found: role, needs: grants }];
}

function bindingWrites({ binding, ownerUid }: GrantView, { account }: AccountNeeds): GrantWrite[] {
  const create: GrantWrite[] = ownerUid === undefined ? [] : [{ t: "create-binding", account }];
  if (binding === undefined) return create;
  // To which Role it refers can never be changed.
  if (!binding.ownRole) return [{ t: "delete-binding", found: binding }, ...create];
  if (binding.account === account && isOwnedRight(binding, ownerUid)) return [];
  return [{ t: "update-binding", found: binding, account }];
}

/** The Role goes first: by its version, nobody has come to need it. A binding alone gives nothing. */
function clearAway(
  { role, binding, unwanted, policy, foreign }: GrantView,
  nowMs: number,
  { keepMs }: GrantTiming,
): Pick<GrantPlan, "writes" | "wakeAtMs"> {
  if (role === undefined && binding === undefined) return { writes: [], wakeAtMs: undefined };
  const atMs = (allUnwantedSince(unwanted) ?? nowMs) + keepMs;
  if (nowMs >= atMs || foreign.binding) return { writes: remove(role, binding), wakeAtMs: undefined };
  const revoke = policy === "missing" && role?.restart === true;
  return { writes: revoke ? [{ t: "update-role", found: role, needs: NO_RESTART }] : [], wakeAtMs: atMs };
}

function remove(role: FoundRole | undefined, binding: FoundBinding | undefined): GrantWrite[] {
  return [
    ...(role ? [{ t: "delete-role", found: role } as const] : []),
    ...(binding ? [{ t: "delete-binding", found: binding } as const] : []),
  ];
}

/** Where the owner is not known, it cannot be said. One that is not there any more takes the grant with it. */
function isOwnedRight({ ownerUids }: FoundMetadata, ownerUid: string | undefined): boolean {
  return ownerUid === undefined || (ownerUids.length === 1 && ownerUids[0] === ownerUid);
}
