import type { AnnotationName, AnnotationValue } from "@mount-monitor/contract";
import type { SettingSource } from "../explanation.ts";

type Defaulted =
  | "inject"
  | "mode"
  | "check-type"
  | "canary-file"
  | "allow-empty"
  | "check-interval"
  | "read-timeout"
  | "failure-threshold"
  | "restart"
  | "restart-delay"
  | "restart-budget"
  | "force"
  | "gate"
  | "gate-propagation"
  | "resources"
  | "log-level"
  | "log-format"
  | "http-port"
  | "sidecar";

/** Every setting with its value for one pod; undefined where nothing is set and there is no default. */
export type SettingValues = {
  readonly [N in AnnotationName]: N extends Defaulted ? AnnotationValue<N> : AnnotationValue<N> | undefined;
};

export interface Settings {
  readonly values: SettingValues;
  readonly sources: Readonly<Record<AnnotationName, SettingSource>>;
}

/** Set for this very pod or its workload, not for all pods of a namespace or cluster. */
export function isOwnSetting(settings: Settings, name: AnnotationName): boolean {
  return settings.sources[name] === "pod" || settings.sources[name] === "workload";
}
