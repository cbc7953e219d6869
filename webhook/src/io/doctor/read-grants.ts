import type { RestartRight } from "../../core/doctor/facts/access-facts.ts";
import {
  readRole,
  readRoleBinding,
  type RoleBindingFacts,
  type RoleFacts,
} from "../../core/doctor/facts/grant-facts.ts";
import { type Known, known } from "../../core/live/known.ts";
import { GRANT_LABEL, GRANT_LABEL_VALUE, grantName } from "../../core/grants/names.ts";
import type { RawObject } from "../../core/raw-object.ts";
import type { ClusterCalls } from "../live/cluster-calls.ts";
import { inParallel } from "../live/in-parallel.ts";
import { inScope } from "../live/in-scope.ts";

const RBAC = "/apis/rbac.authorization.k8s.io/v1";
const WIDTH = 6;

/** Accounts without a grant of ours whose place is looked at for somebody else's. */
const MAX_PLACES = 100;

export interface ReadGrants {
  readonly roles: Known<readonly RoleFacts[]>;
  readonly roleBindings: Known<readonly RoleBindingFacts[]>;
}

/** Roles and RoleBindings with our label, and those of others that stand where ours should be. */
export async function readGrants(
  calls: ClusterCalls,
  scope: string | undefined,
  needed: readonly RestartRight[],
): Promise<ReadGrants> {
  const [roles, roleBindings] = await Promise.all([
    readKind(calls, scope, needed, { resource: "roles", read: readRole }),
    readKind(calls, scope, needed, { resource: "rolebindings", read: readRoleBinding }),
  ]);
  return { roles, roleBindings };
}

async function readKind<T extends RoleFacts | RoleBindingFacts>(
  calls: ClusterCalls,
  scope: string | undefined,
  needed: readonly RestartRight[],
  { resource, read }: { readonly resource: string; readonly read: (object: RawObject) => T },
): Promise<Known<readonly T[]>> {
  const query = { labelSelector: `${GRANT_LABEL}=${GRANT_LABEL_VALUE}` };
  const ours = await calls.list(`${RBAC}${inScope(scope)}/${resource}`, read, { query });
  if (ours.t === "unknown") return ours;
  const taken = new Set(ours.value.map(({ namespace, name }) => `${namespace}/${resource}/${name}`));
  const places = new Set(needed.map(({ namespace, account }) => `${namespace}/${resource}/${grantName(account)}`));
  const others = await inParallel(
    [...places].filter((place) => !taken.has(place)).slice(0, MAX_PLACES),
    WIDTH,
    (place) => calls.get(`${RBAC}/namespaces/${place}`),
  );
  return known([
    ...ours.value,
    ...others.flatMap((other) => (other.t === "known" && other.value !== undefined ? [read(other.value)] : [])),
  ]);
}
