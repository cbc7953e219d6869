import type { FoundBinding } from "./found-binding.ts";
import type { FoundRole } from "./found-role.ts";
import type { AccountNeeds } from "./needs.ts";
import type { PolicyVerdict } from "./policy/verdict.ts";
import type { Unwanted } from "./unwanted.ts";

/** All that is known of one grant: a Role and a RoleBinding of the same name. */
export interface GrantView {
  /** Undefined where nobody needs anything. */
  readonly needs: AccountNeeds | undefined;
  readonly role: FoundRole | undefined;
  readonly binding: FoundBinding | undefined;
  readonly unwanted: Unwanted;
  /** Objects of that name that are not ours. */
  readonly foreign: { readonly role: boolean; readonly binding: boolean };
  readonly policy: PolicyVerdict["t"];
  /** What the account may do anyway is known, and `needs` leaves it out. */
  readonly accessKnown: boolean;
  /** UID of the ClusterRole that owns grants; without one nothing is given. */
  readonly ownerUid: string | undefined;
}
