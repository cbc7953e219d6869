import type { FoundBinding } from "./found-binding.ts";
import type { FoundRole } from "./found-role.ts";
import type { GrantNeeds } from "./grant-role.ts";

/**
 * One thing to write. Each holds only if nothing has changed since the look: what was made meanwhile is a conflict, and
 * so is what was changed or removed.
 */
export type GrantWrite =
  | { readonly t: "create-role"; readonly account: string; readonly needs: GrantNeeds }
  | { readonly t: "update-role"; readonly found: FoundRole; readonly needs: GrantNeeds }
  | { readonly t: "delete-role"; readonly found: FoundRole }
  | { readonly t: "create-binding"; readonly account: string }
  | { readonly t: "update-binding"; readonly found: FoundBinding; readonly account: string }
  | { readonly t: "delete-binding"; readonly found: FoundBinding };

/** It takes away what let pods be restarted. */
export function takesBack(write: GrantWrite): boolean {
  return write.t === "update-role" && write.found.restart && !write.needs.restart;
}
