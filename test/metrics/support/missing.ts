import { missingMetricsTools } from "../../../tools/metrics-tools.ts";
import { missingControlPlane } from "../../control-plane/support/assets.ts";
import { podAddress } from "../../control-plane/support/doctor/pod-address.ts";
import { missingHelm } from "../../control-plane/support/helm.ts";
import { missingKubectl } from "../../control-plane/support/kubectl.ts";

const NO_ADDRESS = "needs an address of this machine beside loopback, which Prometheus takes for that of a pod";

/** What the level cannot do without; undefined where all is there. */
export function missingForMetrics(): string | undefined {
  return (
    missingMetricsTools() ??
    missingControlPlane() ??
    missingKubectl() ??
    missingHelm() ??
    (podAddress() ? undefined : NO_ADDRESS)
  );
}
