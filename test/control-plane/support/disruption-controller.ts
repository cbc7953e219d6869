import { existsSync } from "node:fs";
import path from "node:path";
import type { ControlPlane } from "./control-plane.ts";
import { type GuardedProcess, startGuarded } from "./guarded-process.ts";

const FILE = path.join(process.env["KUBEBUILDER_ASSETS"] ?? "", "kube-controller-manager");

/** Why there is no controller manager; undefined where there is. */
export function missingDisruptionController(): string | undefined {
  return existsSync(FILE) ? undefined : "there is no kube-controller-manager in KUBEBUILDER_ASSETS";
}

/** The one controller that counts how many pods a PodDisruptionBudget can spare. */
export function startDisruptionController({ kubeconfig }: ControlPlane): GuardedProcess {
  const flags = [
    `--kubeconfig=${kubeconfig}`,
    "--controllers=disruption-controller",
    "--leader-elect=false",
    "--secure-port=0",
  ];
  return startGuarded(FILE, flags, path.join(path.dirname(kubeconfig), "kube-controller-manager.log"));
}
