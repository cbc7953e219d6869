import { GRANT_LABEL, GRANT_LABEL_VALUE, grantName, RESTART_SELF } from "./names.ts";

/** A rule of a Role or ClusterRole. */
export interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  /** Never empty: to Kubernetes an empty list is every object there is. */
  readonly resourceNames?: readonly [string, ...string[]];
  readonly verbs: readonly string[];
}

/** What the monitors of one service account need. */
export interface GrantNeeds {
  /** Names of the pods that may be deleted. */
  readonly deletes: readonly string[];
  /** Names of the pods that may be evicted. */
  readonly evicts: readonly string[];
  /** The policy is in force. Without it nothing may be deleted or evicted, whatever the names. */
  readonly restart: boolean;
}

/** The ClusterRole of the webhook: when it goes, Kubernetes collects the grants. */
export interface GrantOwner {
  readonly name: string;
  readonly uid: string;
}

export interface GrantMetadata {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly ownerReferences: readonly [
    { readonly apiVersion: string; readonly kind: string; readonly name: string; readonly uid: string },
  ];
}

export interface GrantRole {
  readonly apiVersion: "rbac.authorization.k8s.io/v1";
  readonly kind: "Role";
  readonly metadata: GrantMetadata;
  readonly rules: readonly PolicyRule[];
}

export interface GrantBinding {
  readonly apiVersion: "rbac.authorization.k8s.io/v1";
  readonly kind: "RoleBinding";
  readonly metadata: GrantMetadata;
  readonly roleRef: { readonly apiGroup: string; readonly kind: "Role"; readonly name: string };
  readonly subjects: readonly [{ readonly kind: "ServiceAccount"; readonly name: string; readonly namespace: string }];
}

const RBAC_GROUP = "rbac.authorization.k8s.io";
const RBAC_VERSION = "rbac.authorization.k8s.io/v1";

/** Whose monitors may not restart their pods may still say what they saw. */
export const WRITE_EVENTS: PolicyRule = { apiGroups: [""], resources: ["events"], verbs: ["create"] };

/** Without it, nothing holds the account to its own pod: it comes with every rule about pods, and is never limited to names. */
export const MARKER: PolicyRule = {
  apiGroups: [RESTART_SELF.group],
  resources: [RESTART_SELF.resource],
  verbs: [RESTART_SELF.verb],
};

/** Handed out with names alone. */
export const DELETE_PODS: PolicyRule = { apiGroups: [""], resources: ["pods"], verbs: ["delete"] };
export const EVICT_PODS: PolicyRule = { apiGroups: [""], resources: ["pods/eviction"], verbs: ["create"] };

/** The same needs make the same rules, in whatever order the names come. The policy about our own account takes these rules and no others. */
export function grantRules({ deletes, evicts, restart }: GrantNeeds): readonly PolicyRule[] {
  if (!restart) return [WRITE_EVENTS];
  const rules = [...limitedTo(deletes, DELETE_PODS), ...limitedTo(evicts, EVICT_PODS)];
  return rules.length === 0 ? [WRITE_EVENTS] : [...rules, MARKER, WRITE_EVENTS];
}

/** The Role of one service account. */
export function grantRole(
  { namespace, account }: { readonly namespace: string; readonly account: string },
  needs: GrantNeeds,
  owner: GrantOwner,
): GrantRole {
  return {
    apiVersion: RBAC_VERSION,
    kind: "Role",
    metadata: metadata(namespace, account, owner),
    rules: grantRules(needs),
  };
}

/** Gives the Role of that name to the account, and to nobody else. */
export function grantBinding(
  { namespace, account }: { readonly namespace: string; readonly account: string },
  owner: GrantOwner,
): GrantBinding {
  return {
    apiVersion: RBAC_VERSION,
    kind: "RoleBinding",
    metadata: metadata(namespace, account, owner),
    roleRef: { apiGroup: RBAC_GROUP, kind: "Role", name: grantName(account) },
    subjects: [{ kind: "ServiceAccount", name: account, namespace }],
  };
}

function limitedTo(names: readonly string[], rule: PolicyRule): readonly PolicyRule[] {
  const [first, ...rest] = [...new Set(names)].filter((name) => name !== "").sort();
  return first === undefined ? [] : [{ ...rule, resourceNames: [first, ...rest] }];
}

/** Without `blockOwnerDeletion`, which would need a permission on the owner. */
function metadata(namespace: string, account: string, owner: GrantOwner): GrantMetadata {
  return {
    name: grantName(account),
    namespace,
    labels: { [GRANT_LABEL]: GRANT_LABEL_VALUE },
    ownerReferences: [{ apiVersion: RBAC_VERSION, kind: "ClusterRole", name: owner.name, uid: owner.uid }],
  };
}
