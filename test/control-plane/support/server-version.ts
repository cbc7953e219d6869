import { parseKubernetesVersion } from "../../../webhook/src/core/cluster-facts.ts";
import type { ControlPlane } from "./control-plane.ts";

/** Why a test of what came with a minor version of Kubernetes is left out on an older one; undefined where it need not be. */
export async function olderThan({ admin }: ControlPlane, minor: number): Promise<string | undefined> {
  const { gitVersion } = await admin.expect("/version");
  const version = parseKubernetesVersion(gitVersion);
  if (version !== undefined && version.minor >= minor) return undefined;
  return `what it is about came with Kubernetes 1.${minor}, and the API server is ${gitVersion}`;
}
