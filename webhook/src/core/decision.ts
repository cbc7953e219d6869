import type { Explanation } from "./explanation.ts";
import type { Patch } from "./patch/patch.ts";
import type { RawPod, RawWorkload } from "./raw-object.ts";
import type { DenyReason, InjectReason, ReasonCode, SkipReason } from "./reasons.ts";

/** The part of an admission request that a decision depends on. */
export interface AdmissionRequest {
  readonly namespace: string;
  readonly operation: "CREATE" | "UPDATE";
  /** A dry run is decided like any other: nothing is written here. */
  readonly dryRun?: boolean;
}

/** One thing to tell: a code for machines, a sentence about this very pod for people. */
export interface Finding {
  readonly code: ReasonCode;
  readonly sentence: string;
}

interface Decided<R extends ReasonCode> {
  readonly reason: R;
  readonly sentence: string;
  /** Most important first. */
  readonly warnings: readonly Finding[];
  readonly explanation: Explanation;
}

export interface InjectDecision extends Decided<InjectReason> {
  readonly t: "inject";
  readonly patch: Patch;
  /** The pod as it is after the patch. */
  readonly pod: RawPod;
}

/** The pod stays as it is, but for the annotation that says why. */
export interface SkipDecision extends Decided<SkipReason> {
  readonly t: "skip";
  readonly patch: Patch;
  readonly pod: RawPod;
}

export interface DenyDecision extends Decided<DenyReason> {
  readonly t: "deny";
}

export type PodDecision = InjectDecision | SkipDecision | DenyDecision;

/** A workload is never refused: what would go wrong with its pods is a warning, while somebody is looking. */
export interface WorkloadDecision {
  readonly patch: Patch;
  /** The workload as it is after the patch. */
  readonly workload: RawWorkload;
  /** Most important first. What its pods would be refused or skipped for comes first of all, by its own code. */
  readonly warnings: readonly Finding[];
  /** What will be decided about its pods, so far as the template tells; undefined for a kind without template. */
  readonly pod: PodDecision | undefined;
}
