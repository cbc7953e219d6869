import { clusterRole, clusterRoleBinding } from "../../../webhook/src/core/install/cluster-role.ts";
import { DEFAULT_NAMES } from "../../../webhook/src/core/install/install-names.ts";
import { requestToken } from "./account-tokens.ts";
import type { ControlPlane } from "./control-plane.ts";

const installed = new WeakMap<ControlPlane, Promise<void>>();

/** A token of the account that an installation gives to the webhook, with the permissions that it has there, and no others. */
export async function webhookToken(plane: ControlPlane): Promise<string> {
  const { namespace, account: name } = DEFAULT_NAMES;
  const known = installed.get(plane) ?? install(plane);
  installed.set(plane, known);
  await known;
  return requestToken(plane.admin, { namespace, name });
}

async function install({ admin, createNamespace }: ControlPlane): Promise<void> {
  const { namespace, account: name } = DEFAULT_NAMES;
  const create = (path: string, body: object) => admin.expect(path, { method: "POST", body });
  const rbac = "/apis/rbac.authorization.k8s.io/v1";
  await createNamespace(namespace);
  await create(`/api/v1/namespaces/${namespace}/serviceaccounts`, { metadata: { name } });
  await create(`${rbac}/clusterroles`, clusterRole(DEFAULT_NAMES));
  await create(`${rbac}/clusterrolebindings`, clusterRoleBinding(DEFAULT_NAMES));
}
