import type { RawVolumeMount } from "../raw-object.ts";
import { isAtOrBelow, normalizePath } from "./mount-path.ts";

export interface CopyOptions {
  /** Take this propagation instead of the app's; `None` for none at all. */
  readonly propagation: "HostToContainer" | "None" | undefined;
  /** Other paths at which something is mounted in the same container. */
  readonly mountPaths: readonly string[];
}

/** The app's volumeMount for a container of ours: read-only, with every field that nobody here knows. */
export function copyVolumeMount(mount: RawVolumeMount, { propagation, mountPaths }: CopyOptions): RawVolumeMount {
  const { mountPropagation, recursiveReadOnly, ...rest } = mount;
  const taken = propagation ?? (mountPropagation === "Bidirectional" ? "HostToContainer" : mountPropagation);
  const follows = taken !== undefined && taken !== "None";
  const readOnly = mustStayAsItIs(mount, mountPaths) ? mount.readOnly === true : true;
  return {
    ...rest,
    ...(readOnly ? { readOnly } : {}),
    ...(follows ? { mountPropagation: taken } : {}),
    // The API server refuses it beside any propagation, and on a mount that is not read-only.
    ...(recursiveReadOnly && readOnly && !follows ? { recursiveReadOnly } : {}),
  };
}

/**
 * The runtime creates the mount point of a nested mount, which it cannot below a read-only one. The gate comes before
 * the app, so the app has not created it yet either.
 */
function mustStayAsItIs(mount: RawVolumeMount, mountPaths: readonly string[]): boolean {
  const own = normalizePath(mount.mountPath);
  return mountPaths.some((other) => other !== own && isAtOrBelow(other, own));
}

export function hasSubPath(mount: RawVolumeMount): boolean {
  return Boolean(mount.subPath) || Boolean(mount.subPathExpr);
}
