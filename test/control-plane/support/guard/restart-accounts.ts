import {
  grantBinding,
  grantRole,
  grantRules,
  type PolicyRule,
} from "../../../../webhook/src/core/grants/grant-role.ts";
import { RESTART_SELF } from "../../../../webhook/src/core/grants/names.ts";
import type { Account } from "../account-tokens.ts";
import type { ControlPlane } from "../control-plane.ts";
import { allowed, allowedAll, type Permission } from "./allowed.ts";
import { type GuardInstall, RBAC } from "./guard-install.ts";

/** What the webhook grants: the names of the pods that carry a monitor, by account. */
const GRANTS: Readonly<Record<string, readonly string[]>> = {
  "media/plex": ["plex-0", "plex-1"],
  "media/jelly": ["jelly-0"],
  "media/operator": ["operator-0"],
  "media/drainer": ["drainer-0"],
  "media/collector": ["collector-0"],
  "media/late": ["late-0"],
  "media/wildcard": ["wildcard-0"],
  "media/limited": ["limited-0"],
  "books/plex": ["plex-0"],
  "books/elsewhere": ["elsewhere-0"],
};

const pods = (verb: string, name?: string): PolicyRule => ({
  apiGroups: [""],
  resources: ["pods"],
  verbs: [verb],
  ...(name !== undefined && { resourceNames: [name] }),
});
const evictAny = { apiGroups: [""], resources: ["pods/eviction"], verbs: ["create"] };

/** What accounts may by permissions that are not ours, beside a grant or without one. */
const OWN_RULES: Readonly<Record<string, readonly PolicyRule[]>> = {
  "media/operator": [pods("delete"), evictAny],
  "media/drainer": [evictAny],
  "media/collector": [pods("deletecollection")],
  "media/wildcard": [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }],
  "media/limited": [pods("delete", "jelly-0")],
  "media/named": [pods("delete", "jelly-0")],
  "media/elsewhere": [pods("delete", "jelly-0")],
};

/** A user, and no service account, who has what a monitor has. */
export const PERSON = "person";

/** Grants are written by the webhook's own account, so while the policy about it is in force they have its blessing. */
export async function writePermissions(plane: ControlPlane, install: GuardInstall): Promise<void> {
  const { admin } = plane;
  for (const account of new Set([...Object.keys(GRANTS), ...Object.keys(OWN_RULES)])) {
    const { namespace, name } = accountOf(account);
    const body = { metadata: { name } };
    await admin.expect(`/api/v1/namespaces/${namespace}/serviceaccounts`, { method: "POST", body });
  }
  // First, so that it is known by the time that what follows is: the server follows Roles and bindings in their order.
  const rules = grantRules({ deletes: ["plex-1"], evicts: ["plex-1"], restart: true });
  await writeRole(plane, "media", PERSON, rules, { kind: "User", name: PERSON });
  for (const account of Object.keys(GRANTS)) await writeGrant(plane, install, account);
  for (const [key, rules] of Object.entries(OWN_RULES)) {
    const account = accountOf(key);
    const subject = { kind: "ServiceAccount", ...account };
    await writeRole(plane, account.namespace, `own-${account.name}`, rules, subject);
    await allowedAll(plane, account, rules);
  }
}

/** As the reconciler writes it, by server-side apply: new, or again. */
export async function writeGrant(plane: ControlPlane, { webhook, owner }: GuardInstall, key: string): Promise<void> {
  const account = accountOf(key);
  const of = { namespace: account.namespace, account: account.name };
  const names = GRANTS[key] ?? [];
  const apply = (resource: string, object: { readonly metadata: { readonly name: string } }) =>
    webhook.expect(`${RBAC}/namespaces/${of.namespace}/${resource}/${object.metadata.name}?fieldManager=grants`, {
      method: "PATCH",
      contentType: "application/apply-patch+yaml",
      body: object,
    });
  await apply("roles", grantRole(of, { deletes: names, evicts: names, restart: true }, owner));
  await apply("rolebindings", grantBinding(of, owner));
  await allowed(plane, account, RESTART_SELF);
}

/** Gives a ClusterRole to an account in its namespace, and waits until it counts. */
export async function bindClusterRole(plane: ControlPlane, account: Account, clusterRole: string, then: Permission) {
  const { namespace, name } = account;
  // By server-side apply, which does the same again without complaint.
  await plane.admin.expect(`${RBAC}/namespaces/${namespace}/rolebindings/${name}-later?fieldManager=test`, {
    method: "PATCH",
    contentType: "application/apply-patch+yaml",
    body: {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: { name: `${name}-later` },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: clusterRole },
      subjects: [{ kind: "ServiceAccount", ...account }],
    },
  });
  await allowed(plane, account, then);
}

export function accountOf(key: string): Account {
  const [namespace = "", name = ""] = key.split("/");
  return { namespace, name };
}

async function writeRole(
  { admin }: ControlPlane,
  namespace: string,
  name: string,
  rules: readonly object[],
  subject: object,
): Promise<void> {
  const path = `${RBAC}/namespaces/${namespace}`;
  await admin.expect(`${path}/roles`, { method: "POST", body: { metadata: { name }, rules } });
  const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name };
  await admin.expect(`${path}/rolebindings`, {
    method: "POST",
    body: { metadata: { name }, roleRef, subjects: [subject] },
  });
}
