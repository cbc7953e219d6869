import { type NamespaceFacts, readNamespace } from "../../core/doctor/facts/namespace-facts.ts";
import { type Known, known } from "../../core/live/known.ts";
import type { ClusterCalls } from "../live/cluster-calls.ts";

/** All Namespaces, or the one that is looked at: whoever may read that may not be allowed to list all. */
export async function readNamespaces(
  calls: ClusterCalls,
  scope: string | undefined,
): Promise<Known<readonly NamespaceFacts[]>> {
  if (scope === undefined) return calls.list("/api/v1/namespaces", readNamespace, { metadataOnly: true });
  const namespace = await calls.get(`/api/v1/namespaces/${scope}`);
  if (namespace.t === "unknown") return namespace;
  return known(namespace.value === undefined ? [] : [readNamespace(namespace.value)]);
}
