import { accessSync, constants } from "node:fs";
import path from "node:path";

const PROGRAMS = ["etcd", "kube-apiserver"] as const;

/** Why no control plane can be started on this machine, and what to do about it; undefined where it can. */
export function missingControlPlane(): string | undefined {
  const folder = process.env["KUBEBUILDER_ASSETS"];
  if (!folder) return "needs KUBEBUILDER_ASSETS: a folder with kube-apiserver and etcd, as setup-envtest makes one";
  const missing = PROGRAMS.filter((program) => !isExecutable(path.join(folder, program)));
  if (missing.length > 0) return `KUBEBUILDER_ASSETS is ${folder}, where ${missing.join(" and ")} cannot be run`;
  return undefined;
}

export function programFile(name: (typeof PROGRAMS)[number]): string {
  return path.join(process.env["KUBEBUILDER_ASSETS"] ?? "", name);
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
