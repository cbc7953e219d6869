import { type ClusterFacts, isAtLeast } from "../cluster-facts.ts";
import type { Finding } from "../decision.ts";
import type { RawPodSpec } from "../raw-object.ts";
import type { Settings } from "../settings/settings.ts";

export interface SidecarKind {
  readonly native: boolean;
  readonly monitor: boolean;
  readonly why: string;
  readonly warnings: readonly Finding[];
}

/** A native sidecar where the kubelets can, else a container beside the app, which a pod that should end cannot have. */
export function chooseSidecarKind(
  spec: RawPodSpec,
  job: boolean,
  settings: Settings,
  { oldestKubelet }: ClusterFacts,
): SidecarKind {
  const wanted = settings.values.sidecar;
  const supported = oldestKubelet === undefined || isAtLeast(oldestKubelet, 1, 29);
  const native = wanted === "native" || (wanted === "auto" && supported);
  const why = wanted === "auto" ? explainKubelets(oldestKubelet !== undefined, supported) : `sidecar: ${wanted}`;
  if (native) {
    const warning: Finding = {
      code: "native-sidecar-unsupported",
      sentence:
        "sidecar: native needs kubelets 1.29 and newer, and there are older ones: a pod does not start on those",
    };
    return { native, monitor: true, why, warnings: supported ? [] : [warning] };
  }
  const ends = job || spec.restartPolicy === "Never" || spec.restartPolicy === "OnFailure";
  if (!ends) return { native, monitor: true, why, warnings: [] };
  const sentence = "without native sidecars a monitor would keep the pod from completing, so there is a gate only";
  return {
    native,
    monitor: false,
    why: "a plain container would keep the pod from completing",
    warnings: [{ code: "job-without-native-sidecars", sentence }],
  };
}

function explainKubelets(known: boolean, supported: boolean): string {
  if (!known) return "the version of the nodes is not known, 1.29 or newer is taken for granted";
  return supported ? "every kubelet is new enough" : "not every kubelet is new enough (1.29)";
}
