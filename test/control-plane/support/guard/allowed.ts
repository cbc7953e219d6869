import type { PolicyRule } from "../../../../webhook/src/core/grants/grant-role.ts";
import type { Account } from "../account-tokens.ts";
import type { ControlPlane } from "../control-plane.ts";
import { until } from "../until.ts";

export interface Permission {
  readonly verb: string;
  readonly group?: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly name?: string;
}

const LIMIT_MS = 60_000;

/** Resolves once RBAC goes by what was written: the server follows Roles and bindings a moment later. */
export async function allowed(
  { admin }: ControlPlane,
  account: Account,
  permission: Permission,
  expected = true,
): Promise<void> {
  const { namespace, name } = account;
  const user = `system:serviceaccount:${namespace}:${name}`;
  const body = { spec: { user, resourceAttributes: { namespace, ...permission } } };
  await until(`${user} may ${expected ? "" : "not "}${permission.verb} ${permission.resource}`, LIMIT_MS, async () => {
    const review = await admin.expect("/apis/authorization.k8s.io/v1/subjectaccessreviews", { method: "POST", body });
    return review.status.allowed === expected;
  });
}

/** Resolves once it may all that the rules of a Role say. */
export async function allowedAll(plane: ControlPlane, account: Account, rules: readonly PolicyRule[]): Promise<void> {
  for (const permission of rules.flatMap(permissionsOf)) await allowed(plane, account, permission);
}

function permissionsOf({ apiGroups, resources, resourceNames = [""], verbs }: PolicyRule): readonly Permission[] {
  const [[group = ""], [full = ""], [verb = ""]] = [apiGroups, resources, verbs];
  const [resource = "", subresource = ""] = full.split("/");
  return resourceNames.map((name) => ({ verb, group, resource, subresource, name }));
}
