import { annotationKey, readPodStatus } from "@mount-monitor/contract";
import { record, text, texts } from "../object-parts.ts";
import type { RawObject } from "../raw-object.ts";
import type { SkipReason } from "../reasons.ts";

/** A pod that asks to be monitored, and is not. */
export interface BarePod {
  readonly namespace: string;
  readonly name: string;
  /** Why it was skipped; `missed` where the webhook left no word on it. */
  readonly reason: string;
}

/** The webhook was not asked: it was away, it leaves the namespace alone, or the pod is older than its annotation. */
export const MISSED = "missed";
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
  const [reason = MISSED] = status?.reasons ?? [];
  return {
    namespace: text(metadata["namespace"]) ?? "",
    name: text(metadata["name"]) ?? "",
    reason: annotations["kubernetes.io/config.mirror"] === undefined ? reason : STATIC,
  };
}
