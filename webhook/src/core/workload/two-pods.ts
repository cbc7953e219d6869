import type { ClusterFacts } from "../cluster-facts.ts";
import type { Finding } from "../decision.ts";
import { placedContainers } from "../paths/container-role.ts";
import type { RawPodSpec, RawVolume, RawWorkload } from "../raw-object.ts";
import { templateOf } from "./pod-of-template.ts";

/**
 * A rolling Deployment starts the next pod before the last one is gone. On a folder of the node both write at once; a
 * claim for one node may keep the new pod from starting. Restarts by the monitor do the same.
 */
export function twoPodsWarning(workload: RawWorkload, { claimAccessModes }: ClusterFacts): Finding | undefined {
  if (workload.kind !== "Deployment" || workload.spec?.strategy?.type === "Recreate") return undefined;
  const spec = templateOf(workload)?.spec ?? {};
  for (const volume of spec.volumes ?? []) {
    const what = exclusive(volume, claimAccessModes);
    if (what === undefined || (volume.hostPath && isOnlyRead(spec, volume.name))) continue;
    return {
      code: "two-pods-at-once",
      sentence: `during a restart two pods use volume ${volume.name} (${what}); set strategy.type: Recreate if the app cannot share it`,
    };
  }
  return undefined;
}

function isOnlyRead(spec: RawPodSpec, volumeName: string): boolean {
  return placedContainers(spec).every(({ container }) =>
    (container.volumeMounts ?? []).every(({ name, readOnly }) => name !== volumeName || readOnly === true),
  );
}

function exclusive(volume: RawVolume, claimAccessModes: ClusterFacts["claimAccessModes"]): string | undefined {
  if (volume.hostPath) return "hostPath";
  const claim = volume.persistentVolumeClaim?.claimName;
  if (!claim || !Object.hasOwn(claimAccessModes, claim)) return undefined;
  const modes = claimAccessModes[claim] ?? [];
  const single = modes.find((mode) => mode === "ReadWriteOnce" || mode === "ReadWriteOncePod");
  return modes.includes("ReadWriteMany") ? undefined : single;
}
