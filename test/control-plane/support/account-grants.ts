import { grantBinding, type GrantNeeds, grantRole } from "../../../webhook/src/core/grants/grant-role.ts";
import { allowedAll } from "./guard/allowed.ts";
import { RBAC } from "./guard/guard-install.ts";
import type { GuardedCluster } from "./guarded-cluster.ts";

export interface GrantedAccount {
  readonly namespace: string;
  readonly account: string;
}

/**
 * Writes Role and RoleBinding of an account as the webhook does: by its own account, by server-side apply, over what was
 * there. Resolves once the account may what they say.
 */
export async function grant(
  { plane, install: { webhook, owner } }: GuardedCluster,
  account: GrantedAccount,
  needs: Partial<GrantNeeds>,
): Promise<void> {
  const apply = (resource: string, object: { readonly metadata: { readonly name: string } }) =>
    webhook.expect(`${RBAC}/namespaces/${account.namespace}/${resource}/${object.metadata.name}?fieldManager=grants`, {
      method: "PATCH",
      contentType: "application/apply-patch+yaml",
      body: object,
    });
  const role = grantRole(account, { deletes: [], evicts: [], restart: true, ...needs }, owner);
  await apply("roles", role);
  await apply("rolebindings", grantBinding(account, owner));
  await allowedAll(plane, { namespace: account.namespace, name: account.account }, role.rules);
}

/** As where the policy is not in force any more: only events are left. */
export async function revoke(cluster: GuardedCluster, account: GrantedAccount): Promise<void> {
  await grant(cluster, account, { restart: false });
}
