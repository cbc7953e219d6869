import type { Target } from "../engine/target.ts";
import { ADMISSION_TARGETS } from "./admission.ts";
import { CERTS_TARGETS } from "./certs.ts";
import { CLUSTER_TARGETS } from "./cluster.ts";
import { COMMAND_LINE_TARGETS } from "./command-lines.ts";
import { CONTRACT_TARGETS } from "./contract.ts";
import { KUBE_TARGETS } from "./kube.ts";
import { MANIFEST_TARGETS } from "./manifest.ts";
import { SIDECAR_TARGETS } from "./sidecar.ts";

/** Everything that reads what others wrote. `parsers.test.ts` holds it against the sources. */
export const TARGETS: readonly Target[] = [
  ...CONTRACT_TARGETS,
  ...SIDECAR_TARGETS,
  ...KUBE_TARGETS,
  ...CERTS_TARGETS,
  ...MANIFEST_TARGETS,
  ...ADMISSION_TARGETS,
  ...CLUSTER_TARGETS,
  ...COMMAND_LINE_TARGETS,
];

export function findTarget(name: string): Target | undefined {
  return TARGETS.find((target) => target.name === name);
}
