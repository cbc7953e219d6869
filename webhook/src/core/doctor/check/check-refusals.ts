import { MS_PER_MINUTE } from "@mount-monitor/contract";
import type { ClusterPicture } from "../cluster-picture.ts";
import type { RefusalFacts } from "../facts/refusal-facts.ts";
import { type Finding, found, subjectOf } from "../finding.ts";
import { orElse } from "../../live/known.ts";
import { adviceOnRefusal } from "../reason-text.ts";
import { formatSpan } from "../../live/span.ts";

/** Controllers try again after 1000 seconds at the latest; a refusal that is older was put right, or given up. */
const RECENT_MS = 17 * MS_PER_MINUTE;

/** Workloads whose pods are refused: they are nowhere to be seen, only an event tells. */
export function checkRefusals({ refusals }: ClusterPicture, nowMs: number): readonly Finding[] {
  const last = new Map<string, RefusalFacts>();
  for (const refusal of orElse(refusals, [])) {
    const key = `${refusal.kind} ${refusal.namespace}/${refusal.name}`;
    if (refusal.lastMs >= (last.get(key)?.lastMs ?? nowMs - RECENT_MS)) last.set(key, refusal);
  }
  return [...last.values()].map(({ kind, namespace, name, message, lastMs }) =>
    found(
      "pods-refused",
      subjectOf(kind, name, namespace),
      `its pods are refused, the last one ${formatSpan(nowMs - lastMs)} ago: ${message}`,
      { advice: adviceOnRefusal(message) },
    ),
  );
}
