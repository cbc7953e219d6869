import { formatTarget, type Target, targetPath } from "../../core/live/target.ts";
import type { RawObject } from "../../core/raw-object.ts";
import type { ClusterCalls } from "./cluster-calls.ts";

export type ReadTarget =
  | { readonly t: "found"; readonly object: RawObject }
  /** It is not there. */
  | { readonly t: "missing"; readonly failure: string }
  | { readonly t: "unread"; readonly failure: string };

/** The object that somebody named, or a sentence that says why there is none to show. */
export async function readTarget(calls: ClusterCalls, namespace: string, target: Target): Promise<ReadTarget> {
  const found = await calls.get(targetPath(namespace, target));
  if (found.t === "unknown") return { t: "unread", failure: `failed to read ${formatTarget(target)}: ${found.why}` };
  if (found.value !== undefined) return { t: "found", object: found.value };
  return { t: "missing", failure: `there is no ${formatTarget(target)} in namespace ${namespace}` };
}
