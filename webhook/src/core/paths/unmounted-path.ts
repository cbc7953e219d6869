import { annotationKey, nearestKey } from "@mount-monitor/contract";
import type { RawPodSpec } from "../raw-object.ts";
import { placedContainers } from "./container-role.ts";
import { isAtOrBelow, normalizePath } from "./mount-path.ts";

const TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";

/** Why a path lies on no volumeMount, and which there are: the sentence that ends most first attempts. */
export function explainUnmounted(spec: RawPodSpec, path: string, containers: readonly string[] | undefined): string {
  const counted = placedContainers(spec).filter(
    ({ role, container }) => role !== "init" && (containers?.includes(container.name) ?? true),
  );
  const mounts = counted.map(({ container }) => ({
    name: container.name,
    paths: (container.volumeMounts ?? [])
      .map(({ mountPath }) => normalizePath(mountPath))
      .filter((mountPath) => mountPath !== TOKEN_PATH),
  }));
  const start = `${path} lies on no volumeMount of an app container`;
  const hint = hintFor(spec, path, mounts);
  const shown = mounts.filter(({ paths }) => paths.length > 0);
  if (shown.length === 0) return `${start}${hint}; there are no volumeMounts at all`;
  const list = shown.slice(0, 5).map(({ name, paths }) => `${name}: ${paths.slice(0, 10).join(", ")}`);
  return `${start}${hint}; volumeMounts are ${list.join("; ")}`;
}

function hintFor(spec: RawPodSpec, path: string, mounts: ReadonlyArray<{ readonly paths: readonly string[] }>): string {
  const device = placedContainers(spec)
    .flatMap(({ container }) => container.volumeDevices ?? [])
    .find(({ devicePath }) => isAtOrBelow(path, normalizePath(devicePath)));
  if (device !== undefined) return ` (${device.devicePath} is a block device, which is no mount)`;
  const elsewhere = placedContainers(spec).find(({ container }) =>
    (container.volumeMounts ?? []).some(({ mountPath }) => isAtOrBelow(path, normalizePath(mountPath))),
  );
  if (elsewhere?.role === "init") {
    return ` (only on one of init container ${elsewhere.container.name}, which ends before the app starts)`;
  }
  if (elsewhere !== undefined) {
    return ` (container ${elsewhere.container.name} has one, but ${annotationKey("containers")} does not name it)`;
  }
  const nearest = nearestKey(
    path,
    mounts.flatMap(({ paths }) => paths),
  );
  return nearest === undefined ? "" : ` (did you mean ${nearest}?)`;
}
