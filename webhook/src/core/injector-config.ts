import type { AnnotationName } from "@mount-monitor/contract";

/** What the chart (or the file given to the command line) says: the same for every pod of the cluster. */
export interface InjectorConfig {
  /** Image of gate and monitor, unless an annotation names another. */
  readonly image: string;
  readonly imagePullPolicy: "Always" | "IfNotPresent" | "Never" | undefined;
  /** Version of the webhook; it is left on each pod. */
  readonly version: string;
  /** Settings by annotation name without prefix, as text, as on a pod; an empty value unsets. */
  readonly defaults: Readonly<Partial<Record<AnnotationName, string>>>;
  /** Pods of these are never touched. */
  readonly excludedNamespaces: readonly string[];
}

/** Enough to decide without a chart: the command line starts from these. */
export const DEFAULT_INJECTOR_CONFIG: InjectorConfig = {
  image: "mount-monitor:latest",
  imagePullPolicy: undefined,
  version: "0.0.0",
  defaults: {},
  excludedNamespaces: ["kube-system"],
};
