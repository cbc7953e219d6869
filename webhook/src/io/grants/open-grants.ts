import { createGrantIndex, type GrantIndex } from "../../core/grants/grant-index.ts";
import type { Grants, GrantSettings, GrantsTools } from "./grant-settings.ts";
import { manageGrants } from "./manage-grants.ts";

export type { GrantCluster, GrantLog, Grants, GrantSettings, GrantsStatus, GrantsTools } from "./grant-settings.ts";

/**
 * Keeps, for each service account with injected pods, a Role and a RoleBinding that let its monitors restart their own
 * pods and write events. Begins at once, waits for nothing, and never gives up.
 */
export function openGrants(settings: GrantSettings, tools: GrantsTools): Grants {
  const { cluster } = tools;
  const index = createGrantIndex();
  index.apply([...cluster.pods].map(([key, after]) => ({ key, before: undefined, after })));
  const { onTouched, ...grants } =
    settings.mode === "manual" ? leaveAlone(index) : manageGrants(settings, { ...tools, index });
  cluster.onPods((changes) => onTouched(index.apply(changes)));
  return grants;
}

/** Whoever sees to permissions by hand is not written over. */
function leaveAlone(index: GrantIndex): Grants & { readonly onTouched: () => void } {
  return {
    onTouched() {},
    status: () => ({
      mode: "manual",
      policy: { inForce: false, why: "nothing is written, since grants.mode is manual; the policy is not looked at" },
      ...index.size(),
      pending: 0,
      foreign: [],
      troubles: [],
      writes: 0,
      revocations: 0,
      failures: 0,
    }),
    close() {},
  };
}
