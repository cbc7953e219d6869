import type { ApiConnection } from "@mount-monitor/kube";
import type { GrantIndex } from "../../core/grants/grant-index.ts";
import type { GrantOwner } from "../../core/grants/grant-role.ts";
import type { PolicyVerdict } from "../../core/grants/policy/verdict.ts";
import type { GrantTiming } from "../../core/grants/timing.ts";
import type { FollowedGrants } from "./follow-grants.ts";
import type { GrantNews } from "./grant-news.ts";

/** What seeing to a grant needs, the same for all of them. */
export interface GrantTools {
  readonly connection: ApiConnection;
  readonly index: GrantIndex;
  readonly followed: Pick<FollowedGrants, "roles" | "bindings">;
  readonly timing: GrantTiming;
  readonly verdict: () => PolicyVerdict;
  readonly owner: () => GrantOwner | undefined;
  /** A clock that never jumps. */
  readonly steadyMs: () => number;
  readonly news: GrantNews;
  /** Since the start. */
  readonly counters: { writes: number; revocations: number; failures: number };
}

/** Of the key of a grant. */
export function namespaceOf(key: string): string {
  return key.slice(0, key.indexOf("/"));
}

export function nameOf(key: string): string {
  return key.slice(key.indexOf("/") + 1);
}
