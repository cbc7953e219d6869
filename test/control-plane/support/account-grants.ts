import { grantBinding, type GrantNeeds, grantRole } from "../../../webhook/src/core/grants/grant-role.ts";
import { DEFAULT_NAMES } from "../../../webhook/src/core/install/install-names.ts";
import type { ApiClient } from "./api-client.ts";

export interface Account {
  readonly namespace: string;
  readonly account: string;
}

const RBAC = "/apis/rbac.authorization.k8s.io/v1/namespaces";
/** Nothing here collects what has lost its owner. */
const OWNER = { name: DEFAULT_NAMES.clusterRole, uid: "5f2d1c34-0000-4000-8000-000000000002" };

/** Writes the Role and the RoleBinding of the reconciler, in place of what was there. */
export async function grant(admin: ApiClient, account: Account, needs: Partial<GrantNeeds>): Promise<void> {
  const role = grantRole(account, { deletes: [], evicts: [], restart: true, ...needs }, OWNER);
  await put(admin, `${RBAC}/${account.namespace}/roles`, role);
  await put(admin, `${RBAC}/${account.namespace}/rolebindings`, grantBinding(account, OWNER));
}

/** As the reconciler does when the policy is not in force: events are left. */
export async function revoke(admin: ApiClient, account: Account): Promise<void> {
  await grant(admin, account, { restart: false });
}

async function put(
  admin: ApiClient,
  collection: string,
  object: { readonly metadata: { readonly name: string } },
): Promise<void> {
  const reply = await admin.call(`${collection}/${encodeURIComponent(object.metadata.name)}`, {
    method: "PUT",
    body: object,
  });
  if (reply.status > 299) throw new Error(`PUT ${object.metadata.name}: ${reply.status} ${reply.text}`);
}
