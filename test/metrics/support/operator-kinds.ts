import { METRICS_TOOLS } from "../../../tools/metrics-tools.ts";
import type { ControlPlane } from "../../control-plane/support/control-plane.ts";
import { kubectlFor } from "../../control-plane/support/kubectl.ts";

/** Teaches an API server the kinds of prometheus-operator. */
export async function installOperatorKinds(plane: ControlPlane): Promise<void> {
  const kubectl = kubectlFor(plane);
  // Some are too large for `apply`, which keeps a copy in an annotation.
  for (const args of [
    ["create", "-f", METRICS_TOOLS.kinds],
    ["wait", "--for=condition=Established", "--timeout=120s", "-f", METRICS_TOOLS.kinds],
  ]) {
    const { code, errors } = await kubectl(args);
    if (code !== 0) throw new Error(`kubectl ${args.join(" ")}: ${errors}`);
  }
}
