import { annotationKey, readPodStatus } from "@mount-monitor/contract";
import { record, text, texts } from "../object-parts.ts";
import type { RawObject } from "../raw-object.ts";
import { SKIP_REASONS, type SkipReason } from "../reasons.ts";

/** A pod that asks to be monitored, and is not. */
export interface BarePod {
  readonly namespace: string;
  readonly name: string;
  /** Why it was skipped; `missed` where the webhook left no word on it, `other` where it is none of our words. */
  readonly reason: BareReason;
}

export type BareReason = SkipReason | typeof MISSED | typeof OTHER;

/** The webhook was not asked: it was away, it leaves the namespace alone, or the pod is older than its annotation. */
export const MISSED = "missed";
/** Of a webhook with more reasons than this one, or of somebody's hand: as a label it could be anything, and of any size. */
const OTHER = "other";
const STATIC: SkipReason = "static-pod";

/** From the metadata alone; undefined for a pod that asks for nothing, carries a monitor, or goes. Never throws. */
export function readBarePod(object: RawObject): BarePod | undefined {
  const metadata = record(object["metadata"]);
  const annotations = texts(metadata["annotations"]);
  if ((annotations[annotationKey("paths")] ?? "").trim() === "") return undefined;
  if (metadata["deletionTimestamp"] !== undefined) return undefined;
  const status = readPodStatus(annotations);
  // A copy made for debugging, or one that somebody took the label off: its monitor is there, and only reports.
  if (status?.decision === "inject") return undefined;
  const [reason] = status?.reasons ?? [];
  return {
    namespace: text(metadata["namespace"]) ?? "",
    name: text(metadata["name"]) ?? "",
    reason: annotations["kubernetes.io/config.mirror"] === undefined ? reasonOf(reason) : STATIC,
  };
}

/**
 * It is taken at its word: nothing signs the annotation. Whoever forges `switched-off`, for which there is no alert, may
 * write the pod, and so might have switched it off; what other pods are said of cannot be changed by it.
 */
function reasonOf(said: string | undefined): BareReason {
  if (said === undefined) return MISSED;
  return isSkipReason(said) ? said : OTHER;
}

function isSkipReason(said: string): said is SkipReason {
  return Object.hasOwn(SKIP_REASONS, said);
}
