import { grantBinding, type GrantNeeds, grantRole } from "../../../webhook/src/core/grants/grant-role.ts";
import { type GuardInstall, RBAC } from "./guard/guard-install.ts";

export interface GrantedAccount {
  readonly namespace: string;
  readonly account: string;
}

/** Writes Role and RoleBinding of an account as the webhook does: by its own account, by server-side apply, over what was there. */
export async function grant(
  { webhook, owner }: GuardInstall,
  account: GrantedAccount,
  needs: Partial<GrantNeeds>,
): Promise<void> {
  const apply = (resource: string, object: { readonly metadata: { readonly name: string } }) =>
    webhook.expect(`${RBAC}/namespaces/${account.namespace}/${resource}/${object.metadata.name}?fieldManager=grants`, {
      method: "PATCH",
      contentType: "application/apply-patch+yaml",
      body: object,
    });
  await apply("roles", grantRole(account, { deletes: [], evicts: [], restart: true, ...needs }, owner));
  await apply("rolebindings", grantBinding(account, owner));
}

/** As where the policy is not in force any more: only events are left. */
export async function revoke(install: GuardInstall, account: GrantedAccount): Promise<void> {
  await grant(install, account, { restart: false });
}
