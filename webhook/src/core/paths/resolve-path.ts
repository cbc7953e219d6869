import type { RawPodSpec, RawVolume, RawVolumeMount } from "../raw-object.ts";
import { type PlacedContainer, placedContainers } from "./container-role.ts";
import { isAtOrBelow, normalizePath } from "./mount-path.ts";
import { isBidirectional, mountersOf, volumeNamed } from "./mounters.ts";

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
  readonly location: string;
}

/**
 * The volumeMount that holds a path: that of a running container of the app, the longest first. Where several containers
 * see the very same place, the first of them counts, whichever way it gets there.
 */
export function resolvePath(
  spec: RawPodSpec,
  path: string,
  containers: readonly string[] | undefined,
): ResolvedPath | undefined {
  const candidates = placedContainers(spec)
    .filter(({ role, container }) => role !== "init" && (containers?.includes(container.name) ?? true))
    .flatMap((holder): Candidate[] => {
      const mount = longestMount(holder.container.volumeMounts ?? [], path);
      if (mount === undefined) return [];
      return [{ holder, mount, rank: rankOf(holder, mount), location: locationOf(spec, mount, path) }];
    });
  const [longest] = candidates.toSorted((a, b) => a.rank - b.rank || lengthOf(b.mount) - lengthOf(a.mount));
  if (longest === undefined) return undefined;
  const equals = candidates.filter(({ rank }) => rank === longest.rank);
  const best = equals.find(({ location }) => location === longest.location) ?? longest;
  return {
    path,
    holder: best.holder,
    mount: best.mount,
    volume: volumeNamed(spec, best.mount.name),
    mounters: mountersOf(spec, best.mount.name),
    // Who mounts nothing so close to the path is not thought of as seeing it.
    rival: equals.find(
      ({ location, mount }) => location !== best.location && lengthOf(mount) === lengthOf(longest.mount),
    )?.holder,
  };
}

/** Which place of which volume a container sees at a path. */
function locationOf(spec: RawPodSpec, mount: RawVolumeMount, path: string): string {
  const root = volumeNamed(spec, mount.name)?.hostPath?.path ?? `${mount.name}:`;
  const below = path.slice(lengthOf(mount));
  return normalizePath([root, mount.subPath || mount.subPathExpr || "", below].join("/"));
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
