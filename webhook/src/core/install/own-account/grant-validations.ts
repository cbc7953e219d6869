import { DELETE_PODS, EVICT_PODS, MARKER, type PolicyRule, WRITE_EVENTS } from "../../grants/grant-role.ts";
import {
  GRANT_LABEL,
  GRANT_LABEL_VALUE,
  GRANT_NAME_KEPT,
  GRANT_NAME_MAX,
  GRANT_NAME_PREFIX,
} from "../../grants/names.ts";
import type { Expression, Validation } from "../admission-policy.ts";
import { celAll, celAny, celMap, celSentence, celValue } from "../cel.ts";
import type { InstallNames } from "../install-names.ts";

const PREFIX = celValue(GRANT_NAME_PREFIX);
const LABEL = celValue(`${GRANT_LABEL}=${GRANT_LABEL_VALUE}`);

/** Each is looked at only where it is needed: of a Role the one, of a RoleBinding the others. */
export const GRANT_VARIABLES: readonly Expression[] = [
  { name: "rules", expression: "variables.after.?rules.orValue([])" },
  { name: "subjects", expression: "variables.after.?subjects.orValue([])" },
  { name: "account", expression: "variables.subjects[0].name" },
  { name: "nameOfAccount", expression: `${PREFIX} + variables.account` },
];

/**
 * Roles and RoleBindings are those that `grant-role.ts` makes. What is not, it may neither write nor delete, nor make
 * its own by a label.
 */
export function grantValidations({ clusterRole }: InstallNames): readonly Validation[] {
  const otherKind = `!(variables.kind in ["roles", "rolebindings"])`;
  const notWritten = (kind: string) => [`variables.kind != ${celValue(kind)}`, "variables.deletes"] as const;
  return [
    {
      expression: celAny(otherKind, isOurs()),
      messageExpression: celSentence`${"variables.refused"}it touches only what is called ${PREFIX}… and has the label ${LABEL}, before and after; rename or remove what somebody else called so`,
    },
    {
      expression: celAny(otherKind, "variables.deletes", isOwnedBy(clusterRole)),
      messageExpression: celSentence`${"variables.refused"}its grants belong to ClusterRole ${celValue(clusterRole)}, hold up nobody's deletion and have no finalizer; use another account`,
    },
    {
      expression: celAny(...notWritten("roles"), `variables.rules.all(rule,\n${isKnown("rule")})`),
      messageExpression: celSentence`${"variables.refused"}it grants the deletion and eviction of named pods, the marker restart-self and the creation of events, each by a rule of its own, and nothing else; use another account`,
    },
    {
      expression: celAny(
        ...notWritten("roles"),
        `variables.rules.all(rule, !has(rule.resourceNames))`,
        `variables.rules.exists(rule, rule == ${celValue(MARKER)})`,
      ),
      messageExpression: celSentence`${"variables.refused"}whoever may delete or evict pods gets the marker restart-self with it, which holds them to their own; add that rule`,
    },
    {
      expression: celAny(...notWritten("rolebindings"), bindsOneAccount()),
      messageExpression: celSentence`${"variables.refused"}it binds the Role of the same name to one service account of the namespace, the one in the name; use another account`,
    },
  ];
}

function isOurs(): string {
  const labelled = (object: string) =>
    `${object}.metadata.?labels[?${celValue(GRANT_LABEL)}].orValue("") == ${celValue(GRANT_LABEL_VALUE)}`;
  return celAll(
    `variables.name.startsWith(${PREFIX})`,
    celAny("variables.creates", labelled("variables.before")),
    celAny("variables.deletes", labelled("variables.after")),
  );
}

/** What others have added may stay. */
function isOwnedBy(clusterRole: string): string {
  const list = (object: string, key: string) => `${object}.?metadata.?${key}.orValue([])`;
  const owner = celMap({
    apiVersion: celValue("rbac.authorization.k8s.io/v1"),
    kind: celValue("ClusterRole"),
    name: celValue(clusterRole),
    uid: "one.uid",
  });
  const [owners, finalizers] = ["ownerReferences", "finalizers"];
  return celAll(
    `${list("variables.after", owners)}.all(one, one == ${owner} || one in ${list("variables.before", owners)})`,
    `${list("variables.after", finalizers)}.all(one, one in ${list("variables.before", finalizers)})`,
  );
}

/** Compared as a whole: a rule with anything beside these fields is another rule. */
function isKnown(rule: string): string {
  const names = `${rule}.resourceNames`;
  const limited = ({ apiGroups, resources, verbs }: PolicyRule) => {
    const fields = { apiGroups: celValue(apiGroups), resources: celValue(resources), verbs: celValue(verbs) };
    return `${rule} == ${celMap({ ...fields, resourceNames: names })}`;
  };
  return celAny(
    `${rule} in ${celValue([MARKER, WRITE_EVENTS])}`,
    // An empty list is every pod, and an empty name is that of a request for all pods.
    celAll(
      `has(${names}) && size(${names}) > 0 && !("" in ${names})`,
      celAny(limited(DELETE_PODS), limited(EVICT_PODS)),
    ),
  );
}

function bindsOneAccount(): string {
  const role = { apiGroup: celValue("rbac.authorization.k8s.io"), kind: celValue("Role"), name: "variables.name" };
  const subject = {
    kind: celValue("ServiceAccount"),
    name: "variables.account",
    namespace: "request.namespace",
  };
  return celAll(
    `variables.after.roleRef == ${celMap(role)}`,
    `size(variables.subjects) == 1`,
    `variables.subjects[0] == ${celMap(subject)}`,
    // As `grantName` has it: a name that is too long ends with a hash, which CEL cannot make.
    celAny(
      `variables.name == variables.nameOfAccount`,
      celAll(
        `size(variables.nameOfAccount) > ${GRANT_NAME_MAX} && size(variables.name) == ${GRANT_NAME_MAX}`,
        `variables.name.startsWith(variables.nameOfAccount.substring(0, ${GRANT_NAME_KEPT}) + "-")`,
      ),
    ),
  );
}
