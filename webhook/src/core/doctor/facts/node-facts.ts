import { parseKubernetesVersion, type KubernetesVersion } from "../../cluster-facts.ts";
import { at, text } from "../../object-parts.ts";
import type { RawObject } from "../../raw-object.ts";
import { records } from "../../live/lists.ts";

export interface NodeFacts {
  readonly name: string;
  /** As the kubelet says it. */
  readonly kubelet: string;
  readonly version: KubernetesVersion | undefined;
  /** Its kubelet reports, and is well. */
  readonly ready: boolean;
}

export function readNode(object: RawObject): NodeFacts {
  const kubelet = text(at(object, "status", "nodeInfo", "kubeletVersion")) ?? "";
  return {
    name: text(at(object, "metadata", "name")) ?? "",
    kubelet,
    version: parseKubernetesVersion(kubelet),
    ready: records(at(object, "status", "conditions")).some(
      ({ type, status }) => type === "Ready" && status === "True",
    ),
  };
}
