import { isRecord, type RawObject } from "../raw-object.ts";
import { type FoundMetadata, readFoundMetadata } from "./found-metadata.ts";
import { grantRules, type PolicyRule } from "./grant-role.ts";

/** A Role of ours, as it stands in the cluster. */
export interface FoundRole extends FoundMetadata {
  /** Names of pods that it lets delete and evict. */
  readonly deletes: readonly string[];
  readonly evicts: readonly string[];
  /** It lets restart something: not just events. */
  readonly restart: boolean;
  /** Its rules are those that we would write for these names. */
  readonly asWritten: boolean;
}

/** Never throws, whatever the object is. */
export function readRole(object: RawObject, owner: string): FoundRole | undefined {
  const metadata = readFoundMetadata(object, owner);
  if (metadata === undefined) return undefined;
  const rules = Array.isArray(object["rules"]) ? object["rules"].filter(isRecord) : [];
  const deletes = namesIn(rules, "pods", "delete");
  const evicts = namesIn(rules, "pods/eviction", "create");
  const restart = rules.some((rule) => !isSameRule(rule, EVENTS_ALONE[0]));
  return {
    ...metadata,
    deletes,
    evicts,
    restart,
    asWritten: areSameRules(rules, grantRules({ deletes, evicts, restart: true })),
  };
}

const EVENTS_ALONE = grantRules({ deletes: [], evicts: [], restart: false });

function namesIn(rules: readonly RawObject[], resource: string, verb: string): string[] {
  return rules
    .filter((rule) => isList(rule["resources"], [resource]) && isList(rule["verbs"], [verb]))
    .flatMap((rule) => (Array.isArray(rule["resourceNames"]) ? rule["resourceNames"] : []))
    .filter((name): name is string => typeof name === "string" && name !== "");
}

function areSameRules(found: readonly RawObject[], rules: readonly PolicyRule[]): boolean {
  return found.length === rules.length && found.every((rule, index) => isSameRule(rule, rules[index]));
}

/** Nothing beside what we write may stand there. */
function isSameRule(found: RawObject, rule: PolicyRule | undefined): boolean {
  if (rule === undefined) return false;
  const wanted = Object.entries(rule) as [string, readonly string[]][];
  return Object.keys(found).length === wanted.length && wanted.every(([key, list]) => isList(found[key], list));
}

function isList(found: unknown, list: readonly string[]): boolean {
  return Array.isArray(found) && found.length === list.length && list.every((text, index) => found[index] === text);
}
