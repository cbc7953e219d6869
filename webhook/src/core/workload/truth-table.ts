import type { WorkloadKind } from "./pod-of-template.ts";

/**
 * What comes of the annotation `mount-monitor.io/mode`, by where it stands. It drives the test and stands in
 * docs/annotations.md. A dash: not set there; quotes: an empty value.
 */
export interface TruthRow {
  readonly namespace: string | undefined;
  readonly workload: string | undefined;
  readonly template: string | undefined;
  /** The value that gate and monitor of a pod get. */
  readonly effective: "enforce" | "observe";
  /** Whether the template carries a copy of the workload's value. */
  readonly copied: boolean;
}

export const TRUTH_TABLE: readonly TruthRow[] = [
  { namespace: undefined, workload: undefined, template: undefined, effective: "enforce", copied: false },
  { namespace: "observe", workload: undefined, template: undefined, effective: "observe", copied: false },
  { namespace: undefined, workload: "observe", template: undefined, effective: "observe", copied: true },
  { namespace: undefined, workload: undefined, template: "observe", effective: "observe", copied: false },
  { namespace: "observe", workload: "enforce", template: undefined, effective: "enforce", copied: true },
  { namespace: "observe", workload: undefined, template: "enforce", effective: "enforce", copied: false },
  { namespace: undefined, workload: "observe", template: "enforce", effective: "enforce", copied: false },
  { namespace: undefined, workload: "enforce", template: "observe", effective: "observe", copied: false },
  { namespace: "observe", workload: "observe", template: "enforce", effective: "enforce", copied: false },
  { namespace: "observe", workload: "", template: undefined, effective: "enforce", copied: true },
  { namespace: "observe", workload: undefined, template: "", effective: "enforce", copied: false },
  { namespace: "observe", workload: "observe", template: "", effective: "enforce", copied: false },
  { namespace: "", workload: undefined, template: undefined, effective: "enforce", copied: false },
];

/** Whether a value on the workload reaches the pods, by kind and moment. */
export interface KindRow {
  readonly kind: WorkloadKind;
  readonly moment: string;
  readonly operation: "CREATE" | "UPDATE";
  /** Of a Job: `spec.suspend` and whether it has a start time. */
  readonly suspended?: boolean;
  readonly started?: boolean;
  readonly reaches: boolean;
}

export const KIND_TABLE: readonly KindRow[] = [
  { kind: "Deployment", moment: "created", operation: "CREATE", reaches: true },
  { kind: "Deployment", moment: "annotated later", operation: "UPDATE", reaches: true },
  { kind: "StatefulSet", moment: "created", operation: "CREATE", reaches: true },
  { kind: "StatefulSet", moment: "annotated later", operation: "UPDATE", reaches: true },
  { kind: "DaemonSet", moment: "created", operation: "CREATE", reaches: true },
  { kind: "DaemonSet", moment: "annotated later", operation: "UPDATE", reaches: true },
  { kind: "CronJob", moment: "created", operation: "CREATE", reaches: true },
  { kind: "CronJob", moment: "annotated later", operation: "UPDATE", reaches: true },
  { kind: "Job", moment: "created", operation: "CREATE", reaches: true },
  { kind: "Job", moment: "annotated while it runs", operation: "UPDATE", started: true, reaches: false },
  { kind: "Job", moment: "annotated before it was started", operation: "UPDATE", reaches: false },
  {
    kind: "Job",
    moment: "annotated while suspended, never started",
    operation: "UPDATE",
    suspended: true,
    reaches: true,
  },
  {
    kind: "Job",
    moment: "annotated while suspended, after it was started",
    operation: "UPDATE",
    suspended: true,
    started: true,
    reaches: false,
  },
];
