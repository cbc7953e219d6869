import { isAtLeast, type KubernetesVersion, parseKubernetesVersion } from "../cluster-facts.ts";
import { records } from "../live/lists.ts";
import type { RawObject } from "../raw-object.ts";
import { at, text } from "../object-parts.ts";

/** What is kept of a Node. */
export interface KnownNode {
  /** Of its kubelet. */
  readonly version: KubernetesVersion | undefined;
  /** Whether its kubelet reports, and is well; undefined where nobody has said so yet. */
  readonly ready: boolean | undefined;
}

export function readNode(node: RawObject): KnownNode {
  const ready = records(at(node, "status", "conditions")).find(({ type }) => type === "Ready")?.["status"];
  return { version: readKubeletVersion(node), ready: ready === undefined ? undefined : ready === "True" };
}

/** Undefined for a Node whose kubelet has not said its version yet, or says something else. */
export function readKubeletVersion(node: RawObject): KubernetesVersion | undefined {
  return parseKubernetesVersion(text(at(node, "status", "nodeInfo", "kubeletVersion")) ?? "");
}

/** Any pod may come to any node, so only what the oldest can do counts. Undefined where there is none. */
export function oldestVersion(versions: Iterable<KubernetesVersion>): KubernetesVersion | undefined {
  let oldest: KubernetesVersion | undefined;
  for (const version of versions)
    if (oldest === undefined || !isAtLeast(version, oldest.major, oldest.minor)) oldest = version;
  return oldest;
}
