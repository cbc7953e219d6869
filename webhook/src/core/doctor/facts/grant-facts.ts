import { at, text, texts } from "../../object-parts.ts";
import { GRANT_LABEL, GRANT_LABEL_VALUE, grantName } from "../../grants/names.ts";
import type { RawObject } from "../../raw-object.ts";
import { records, words } from "../../live/lists.ts";

/** What a Role of ours lets the monitors of one account do. */
export interface RoleFacts {
  readonly namespace: string;
  readonly name: string;
  /** Ours by its label; else it only has a name that we would use. */
  readonly ours: boolean;
  readonly deletes: readonly string[];
  readonly evicts: readonly string[];
}

export interface RoleBindingFacts {
  readonly namespace: string;
  readonly name: string;
  readonly ours: boolean;
  readonly role: string;
  /** Service accounts of its own namespace. */
  readonly accounts: readonly string[];
}

export function readRole(object: RawObject): RoleFacts {
  const rules = records(object["rules"]);
  return {
    ...headOf(object),
    deletes: rules
      .filter((rule) => allows(rule, "pods", "delete"))
      .flatMap(({ resourceNames }) => words(resourceNames)),
    evicts: rules
      .filter((rule) => allows(rule, "pods/eviction", "create"))
      .flatMap(({ resourceNames }) => words(resourceNames)),
  };
}

export function readRoleBinding(object: RawObject): RoleBindingFacts {
  const head = headOf(object);
  return {
    ...head,
    role: at(object, "roleRef", "kind") === "Role" ? (text(at(object, "roleRef", "name")) ?? "") : "",
    accounts: records(object["subjects"]).flatMap(({ kind, name, namespace }) =>
      kind === "ServiceAccount" && namespace === head.namespace ? [text(name) ?? ""] : [],
    ),
  };
}

function headOf(object: RawObject) {
  return {
    namespace: text(at(object, "metadata", "namespace")) ?? "",
    name: text(at(object, "metadata", "name")) ?? "",
    ours: texts(at(object, "metadata", "labels"))[GRANT_LABEL] === GRANT_LABEL_VALUE,
  };
}

function allows(rule: RawObject, resource: string, verb: string): boolean {
  return (
    words(rule["apiGroups"]).includes("") &&
    words(rule["resources"]).includes(resource) &&
    words(rule["verbs"]).includes(verb)
  );
}

/** Whether Role and RoleBinding of the account are there, and name the pod. */
export function isGranted(
  roles: readonly RoleFacts[],
  bindings: readonly RoleBindingFacts[],
  { namespace, account, pod, verb }: { namespace: string; account: string; pod: string; verb: "delete" | "evict" },
): boolean {
  const name = grantName(account);
  return (
    roles.some(
      (role) =>
        role.namespace === namespace &&
        role.name === name &&
        (verb === "delete" ? role.deletes : role.evicts).includes(pod),
    ) &&
    bindings.some(
      (binding) => binding.namespace === namespace && binding.role === name && binding.accounts.includes(account),
    )
  );
}
