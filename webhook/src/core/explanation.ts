import type { AnnotationName, RestartAction } from "@mount-monitor/contract";

/** Where a setting came from, from the weakest to the strongest. `workload` was copied to the pod from its workload. */
export type SettingSource = "default" | "chart" | "namespace" | "workload" | "pod";

export interface ExplainedSetting {
  readonly name: AnnotationName;
  /** As text; undefined where nothing is set. */
  readonly value: string | undefined;
  readonly source: SettingSource;
  /** The level whose empty value took away what the levels below it say. */
  readonly unsetBy: SettingSource | undefined;
}

/** How one path was resolved, or why it could not be. */
export interface ExplainedPath {
  readonly path: string;
  readonly container: string | undefined;
  readonly mountPath: string | undefined;
  readonly volume: string | undefined;
  /** `hostPath`, `persistentVolumeClaim`, `nfs`, …: the key of the volume's source. */
  readonly volumeKind: string | undefined;
  readonly subPath: string | undefined;
  /** Containers of the pod that provide the mount (Bidirectional). */
  readonly mounters: readonly string[];
  readonly problem: string | undefined;
}

export interface ExplainedGate {
  readonly injected: boolean;
  /** Why it stands where it stands, or why there is none. */
  readonly why: string;
  readonly position: number | undefined;
  /** Exits after this time to be started again; undefined: waits as long as it takes. */
  readonly timeout: string | undefined;
}

export interface ExplainedMonitor {
  readonly injected: boolean;
  readonly kind: "native" | "container";
  readonly why: string;
  readonly port: number;
}

export interface ExplainedInjection {
  readonly gate: ExplainedGate;
  readonly monitor: ExplainedMonitor;
  readonly restart: { readonly wanted: RestartAction; readonly action: RestartAction; readonly why: string };
  readonly user: { readonly uid: number | undefined; readonly gid: number | undefined; readonly why: string };
  readonly workload: string;
  readonly volumes: readonly string[];
}

/** Everything that `explain` shows about one pod; as much of it as was known when the decision fell. */
export interface Explanation {
  readonly settings: readonly ExplainedSetting[];
  readonly paths: readonly ExplainedPath[];
  readonly injection: ExplainedInjection | undefined;
}
