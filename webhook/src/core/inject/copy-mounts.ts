import { POD_VARIABLES } from "./environment.ts";
import type { RawEnv, RawVolumeMount } from "../raw-object.ts";
import type { Settings } from "../settings/settings.ts";
import { copyVolumeMount, hasSubPath } from "../paths/copy-volume-mount.ts";
import { normalizePath } from "../paths/mount-path.ts";
import type { ResolvedPath } from "../paths/resolve-path.ts";
import { SubPathVariables } from "../paths/sub-path-variables.ts";

export type CopiedMounts =
  | {
      readonly ok: true;
      readonly gate: readonly RawVolumeMount[];
      readonly monitor: readonly RawVolumeMount[];
      readonly variables: readonly RawEnv[];
      /** Whether the gate sees every mount arrive. */
      readonly gateFollows: boolean;
    }
  | { readonly ok: false; readonly error: string };

/** The app's volumeMounts of all paths, each once, for the gate and for the monitor. */
export function copyMounts(paths: readonly ResolvedPath[], settings: Settings, mountedLate: boolean): CopiedMounts {
  const variables = new SubPathVariables(POD_VARIABLES);
  const refused = settings.values["gate-propagation"] === "none";
  const mountPaths = paths.map(({ mount }) => normalizePath(mount.mountPath));
  const gate: RawVolumeMount[] = [];
  const monitor: RawVolumeMount[] = [];
  for (const [index, { mount, holder, mounters }] of paths.entries()) {
    if (mountPaths.indexOf(mountPaths[index] as string) !== index) continue;
    const borrowed = variables.borrow(mount, holder.container);
    if (!borrowed.ok) {
      const error = `subPathExpr ${mount.subPathExpr} of container ${holder.container.name} refers to ${borrowed.variable}, which no entry of its env sets; add one`;
      return { ok: false, error };
    }
    const late = mountedLate && mounters.some(({ role }) => role === "app");
    gate.push(copyVolumeMount(borrowed.mount, { propagation: refused ? "None" : "HostToContainer", mountPaths }));
    monitor.push(copyVolumeMount(borrowed.mount, { propagation: late ? "HostToContainer" : undefined, mountPaths }));
  }
  const gateFollows = !refused && !paths.some(({ mount }) => hasSubPath(mount));
  return { ok: true, gate, monitor, variables: variables.entries, gateFollows };
}
