import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { CHART } from "../../control-plane/support/helm.ts";

export interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface RuleGroups {
  readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[];
}

export const RULE_FILE = path.join(CHART, "rules/mount-monitor.yaml");

export function readRuleFile(): RuleGroups {
  return parse(readFileSync(RULE_FILE, "utf8")) as RuleGroups;
}

export function allRules(): readonly Rule[] {
  return readRuleFile().groups.flatMap(({ rules }) => rules);
}
