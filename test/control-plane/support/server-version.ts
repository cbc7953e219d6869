import { execFileSync } from "node:child_process";
import { parseKubernetesVersion } from "../../../webhook/src/core/cluster-facts.ts";
import { missingControlPlane, programFile } from "./assets.ts";
import type { ControlPlane } from "./control-plane.ts";

/** Why a test of what came with a minor version of Kubernetes is left out on an older one; undefined where it need not be. */
export async function olderThan({ admin }: ControlPlane, minor: number): Promise<string | undefined> {
  return whyOlder((await admin.expect("/version")).gitVersion, minor);
}

/** The same before it is started, where it is about its flags. */
export function programOlderThan(minor: number): string | undefined {
  if (missingControlPlane() !== undefined) return undefined;
  const said = execFileSync(programFile("kube-apiserver"), ["--version"], { encoding: "utf8" });
  return whyOlder(said.replace(/^Kubernetes /, "").trim(), minor);
}

function whyOlder(gitVersion: string, minor: number): string | undefined {
  const version = parseKubernetesVersion(gitVersion);
  if (version !== undefined && version.minor >= minor) return undefined;
  return `what it is about came with Kubernetes 1.${minor}, and the API server is ${gitVersion}`;
}
