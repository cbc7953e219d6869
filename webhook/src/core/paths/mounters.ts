import type { RawPodSpec, RawVolume, RawVolumeMount } from "../raw-object.ts";
import { type PlacedContainer, placedContainers } from "./container-role.ts";
import { isAtOrBelow, normalizePath } from "./mount-path.ts";

/** Containers that put mounts onto a volume for others to see: only `Bidirectional` lets a mount out of a container. */
export function mountersOf(spec: RawPodSpec, volumeName: string): PlacedContainer[] {
  return placedContainers(spec).filter(({ container }) =>
    (container.volumeMounts ?? []).some(
      (mount) => isBidirectional(mount) && sharesVolume(spec, mount.name, volumeName),
    ),
  );
}

export function isBidirectional(mount: RawVolumeMount): boolean {
  return mount.mountPropagation === "Bidirectional";
}

/** The same volume, or two hostPath volumes of which one holds the other. */
export function sharesVolume(spec: RawPodSpec, a: string, b: string): boolean {
  if (a === b) return true;
  const [pathA, pathB] = [hostPathOf(volumeNamed(spec, a)), hostPathOf(volumeNamed(spec, b))];
  if (pathA === undefined || pathB === undefined) return false;
  return isAtOrBelow(pathA, pathB) || isAtOrBelow(pathB, pathA);
}

export function volumeNamed(spec: RawPodSpec, name: string): RawVolume | undefined {
  return (spec.volumes ?? []).find((volume) => volume.name === name);
}

function hostPathOf(volume: RawVolume | undefined): string | undefined {
  const path = volume?.hostPath?.path;
  return path ? normalizePath(path) : undefined;
}
