import { isAtLeast, parseKubernetesVersion } from "../../cluster-facts.ts";
import type { ClusterPicture } from "../cluster-picture.ts";
import { CLUSTER, type Finding, found, subjectOf } from "../finding.ts";
import { orElse } from "../../live/known.ts";
import { countOf } from "../../live/count-of.ts";

/** Versions of the server and of the nodes. */
export function checkCluster({ server, nodes }: ClusterPicture): readonly Finding[] {
  const version = parseKubernetesVersion(server);
  const findings: Finding[] = [];
  if (version !== undefined && !isAtLeast(version, 1, 30)) {
    findings.push(found("server-too-old", CLUSTER, `the API server is ${server}, 1.30 or newer is needed`));
  }
  const old = orElse(nodes, []).filter((node) => node.version !== undefined && !isAtLeast(node.version, 1, 29));
  for (const { name, kubelet } of old) {
    findings.push(
      found(
        "kubelet-too-old",
        subjectOf("Node", name),
        `its kubelet is ${kubelet}; with one below 1.29 in the cluster, no pod gets a native sidecar`,
      ),
    );
  }
  if (findings.length > 0) return findings;
  const count = nodes.t === "known" ? `, ${countOf(nodes.value.length, "node")}` : "";
  return [found("cluster-supported", CLUSTER, `Kubernetes ${server}${count}`)];
}
