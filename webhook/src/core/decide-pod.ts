import type { ClusterFacts } from "./cluster-facts.ts";
import type { AdmissionRequest, PodDecision } from "./decision.ts";
import type { InjectorConfig } from "./injector-config.ts";
import type { RawPod } from "./raw-object.ts";

export function decidePod(
  pod: RawPod,
  _request: AdmissionRequest,
  _config: InjectorConfig,
  _facts: ClusterFacts,
): PodDecision {
  return {
    t: "skip",
    reason: "not-opted-in",
    sentence: "the pod has no annotation mount-monitor.io/paths",
    warnings: [],
    explanation: { settings: [], paths: [], injection: undefined },
    patch: [],
    pod,
  };
}
