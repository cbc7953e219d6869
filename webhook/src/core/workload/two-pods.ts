import type { ClusterFacts } from "../cluster-facts.ts";
import type { Finding } from "../decision.ts";
import type { RawVolume, RawWorkload } from "../raw-object.ts";
import { templateOf } from "./pod-of-template.ts";

/**
 * A rolling Deployment starts the next pod before the last one is gone. On a folder of the node both write at once; a
 * claim for one node may keep the new pod from starting. Restarts by the monitor do the same.
 */
export function twoPodsWarning(workload: RawWorkload, { claimAccessModes }: ClusterFacts): Finding | undefined {
  if (workload.kind !== "Deployment" || workload.spec?.strategy?.type === "Recreate") return undefined;
  for (const volume of templateOf(workload)?.spec?.volumes ?? []) {
    const what = exclusive(volume, claimAccessModes);
    if (what === undefined) continue;
    return {
      code: "two-pods-at-once",
      sentence: `during a restart two pods use volume ${volume.name} (${what}); set strategy.type: Recreate if the app cannot share it`,
    };
  }
  return undefined;
}

function exclusive(volume: RawVolume, claimAccessModes: ClusterFacts["claimAccessModes"]): string | undefined {
  if (volume.hostPath) return "hostPath";
  const claim = volume.persistentVolumeClaim?.claimName;
  if (!claim || !Object.hasOwn(claimAccessModes, claim)) return undefined;
  const modes = claimAccessModes[claim] ?? [];
  const single = modes.find((mode) => mode === "ReadWriteOnce" || mode === "ReadWriteOncePod");
  return modes.includes("ReadWriteMany") ? undefined : single;
}
