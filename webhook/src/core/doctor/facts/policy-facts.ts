import { at, record, text } from "../../object-parts.ts";
import type { RawObject } from "../../raw-object.ts";
import { records, words } from "../../live/lists.ts";

/** A ValidatingAdmissionPolicy. */
export interface PolicyFacts {
  readonly name: string;
  readonly failurePolicy: string;
  /** What the type checker of the cluster said. */
  readonly typeWarnings: readonly string[];
  /** As it came, to be compared with ours. */
  readonly spec: RawObject;
}

/** A ValidatingAdmissionPolicyBinding. */
export interface PolicyBindingFacts {
  readonly name: string;
  readonly policy: string;
  readonly actions: readonly string[];
  /** It holds only for some objects. */
  readonly narrowed: boolean;
}

export function readPolicy(object: RawObject): PolicyFacts {
  return {
    name: text(at(object, "metadata", "name")) ?? "",
    failurePolicy: text(at(object, "spec", "failurePolicy")) ?? "Fail",
    typeWarnings: records(at(object, "status", "typeChecking", "expressionWarnings")).map(
      ({ fieldRef, warning }) => `${text(fieldRef) ?? "expression"}: ${text(warning) ?? "unknown"}`,
    ),
    spec: record(object["spec"]),
  };
}

export function readPolicyBinding(object: RawObject): PolicyBindingFacts {
  const match = record(at(object, "spec", "matchResources"));
  return {
    name: text(at(object, "metadata", "name")) ?? "",
    policy: text(at(object, "spec", "policyName")) ?? "",
    actions: words(at(object, "spec", "validationActions")),
    narrowed:
      records(match["resourceRules"]).length > 0 ||
      records(match["excludeResourceRules"]).length > 0 ||
      Object.keys(record(match["namespaceSelector"])).length > 0 ||
      Object.keys(record(match["objectSelector"])).length > 0,
  };
}
