import { isAtLeast, type KubernetesVersion, parseKubernetesVersion } from "../cluster-facts.ts";
import type { RawObject } from "../raw-object.ts";
import { at, text } from "../object-parts.ts";

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
