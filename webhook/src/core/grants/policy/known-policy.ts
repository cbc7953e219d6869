import { word } from "../../object-parts.ts";
import { isRecord, type RawObject } from "../../raw-object.ts";

/** What is kept of a ValidatingAdmissionPolicy or its binding. */
export interface KnownPolicy {
  /** Changes with what it says, and not with its labels or its status. */
  readonly version: string;
  /** Why it does not hold everywhere and for all that it has to, in words that follow its name. */
  readonly flaw: string | undefined;
}

/** Never throws, whatever the object is. */
export function readPolicy(object: RawObject): KnownPolicy {
  return { version: versionOf(object), flaw: flawOfPolicy(record(object["spec"])) };
}

/** Of the policy of that name, which an object of the same name binds. */
export function readPolicyBinding(object: RawObject, policy: string): KnownPolicy {
  return { version: versionOf(object), flaw: flawOfBinding(record(object["spec"]), policy) };
}

/**
 * One refusal says that the policy holds for one pod. What might except other pods is looked at here: whatever narrows
 * it is taken for a flaw, even where it would happen to fit.
 */
function flawOfPolicy({ failurePolicy, matchConstraints }: RawObject): string | undefined {
  const constraints = record(matchConstraints);
  if (failurePolicy === "Ignore") return "lets everything through that it cannot evaluate (failurePolicy)";
  if (isSelective(constraints)) return "does not hold everywhere (matchConstraints)";
  if (!covers(constraints, "DELETE", "pods")) return "does not look at every deletion of a pod (matchConstraints)";
  if (!covers(constraints, "CREATE", "pods/eviction"))
    return "does not look at every eviction of a pod (matchConstraints)";
  return undefined;
}

function flawOfBinding({ policyName, validationActions, matchResources }: RawObject, policy: string) {
  if (policyName !== policy) return "binds another policy (policyName)";
  if (!includes(validationActions, "Deny")) return "does not deny anything (validationActions)";
  const resources = record(matchResources);
  if (isSelective(resources) || isFilled(resources["resourceRules"]))
    return "does not hold everywhere (matchResources)";
  return undefined;
}

function isSelective({ namespaceSelector, objectSelector, excludeResourceRules }: RawObject): boolean {
  return [namespaceSelector, objectSelector].some(isSelector) || isFilled(excludeResourceRules);
}

/** An empty selector is everything. */
function isSelector(value: unknown): boolean {
  const { matchLabels, matchExpressions } = record(value);
  return Object.keys(record(matchLabels)).length > 0 || isFilled(matchExpressions);
}

function covers({ resourceRules }: RawObject, operation: string, resource: string): boolean {
  const rules = Array.isArray(resourceRules) ? resourceRules.filter(isRecord) : [];
  const every = resource.includes("/") ? "*/*" : "*";
  return rules.some(
    (rule) =>
      !isFilled(rule["resourceNames"]) &&
      rule["scope"] !== "Cluster" &&
      includes(rule["apiGroups"], "", "*") &&
      includes(rule["apiVersions"], "v1", "*") &&
      includes(rule["operations"], operation, "*") &&
      includes(rule["resources"], resource, every, "*/*"),
  );
}

/** An object that was made anew has another UID; every change of what it says, another generation. */
function versionOf(object: RawObject): string {
  const { uid, generation } = record(object["metadata"]);
  return `${word(uid)}/${word(generation)}`;
}

function includes(list: unknown, ...values: readonly string[]): boolean {
  return Array.isArray(list) && values.some((value) => list.includes(value));
}

function isFilled(list: unknown): boolean {
  return Array.isArray(list) && list.length > 0;
}

function record(value: unknown): RawObject {
  return isRecord(value) ? value : {};
}
