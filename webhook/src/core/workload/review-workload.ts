import type { ClusterFacts } from "../cluster-facts.ts";
import type { AdmissionRequest, WorkloadDecision } from "../decision.ts";
import type { InjectorConfig } from "../injector-config.ts";
import type { RawWorkload } from "../raw-object.ts";

export function reviewWorkload(
  workload: RawWorkload,
  _request: AdmissionRequest,
  _config: InjectorConfig,
  _facts: ClusterFacts,
): WorkloadDecision {
  return { patch: [], workload, warnings: [], pod: undefined };
}
