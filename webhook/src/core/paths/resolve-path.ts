import type { RawPodSpec, RawVolume, RawVolumeMount } from "../raw-object.ts";
import { type PlacedContainer, placedContainers } from "./container-role.ts";
import { isAtOrBelow, normalizePath } from "./mount-path.ts";
import { isBidirectional, mountersOf, sharesVolume, volumeNamed } from "./mounters.ts";

export interface ResolvedPath {
  readonly path: string;
  /** The container whose view counts. */
  readonly holder: PlacedContainer;
  readonly mount: RawVolumeMount;
  readonly volume: RawVolume | undefined;
  /** Who provides the mount from within the pod; empty where it comes from outside. */
  readonly mounters: readonly PlacedContainer[];
  /** Another container that sees another volume at this path. */
  readonly rival: PlacedContainer | undefined;
}

interface Candidate {
  readonly holder: PlacedContainer;
  readonly mount: RawVolumeMount;
  readonly rank: number;
}

/** The volumeMount that holds a path: that of a running container of the app, the longest first. */
export function resolvePath(
  spec: RawPodSpec,
  path: string,
  containers: readonly string[] | undefined,
): ResolvedPath | undefined {
  const candidates = placedContainers(spec)
    .filter(({ role, container }) => role !== "init" && (containers?.includes(container.name) ?? true))
    .flatMap((holder): Candidate[] => {
      const mount = longestMount(holder.container.volumeMounts ?? [], path);
      return mount === undefined ? [] : [{ holder, mount, rank: rankOf(holder, mount) }];
    })
    .sort((a, b) => a.rank - b.rank || lengthOf(b.mount) - lengthOf(a.mount));
  const [best] = candidates;
  if (best === undefined) return undefined;
  const rival = candidates.find(
    ({ mount, rank }) => rank === best.rank && !sharesVolume(spec, mount.name, best.mount.name),
  );
  return {
    path,
    holder: best.holder,
    mount: best.mount,
    volume: volumeNamed(spec, best.mount.name),
    mounters: mountersOf(spec, best.mount.name),
    rival: rival?.holder,
  };
}

/** An app container before a native sidecar, and either before one that provides the mount itself. */
function rankOf({ role }: PlacedContainer, mount: RawVolumeMount): number {
  return (isBidirectional(mount) ? 2 : 0) + (role === "app" ? 0 : 1);
}

function lengthOf(mount: RawVolumeMount): number {
  return normalizePath(mount.mountPath).length;
}

function longestMount(mounts: readonly RawVolumeMount[], path: string): RawVolumeMount | undefined {
  let longest: RawVolumeMount | undefined;
  for (const mount of mounts) {
    if (!isAtOrBelow(path, normalizePath(mount.mountPath))) continue;
    if (longest === undefined || lengthOf(mount) > lengthOf(longest)) longest = mount;
  }
  return longest;
}
