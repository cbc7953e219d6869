import { annotationKey } from "@mount-monitor/contract";
import type { Finding } from "../decision.ts";
import { placedContainers } from "../paths/container-role.ts";
import { sharesVolume } from "../paths/mounters.ts";
import type { ResolvedPath } from "../paths/resolve-path.ts";
import type { RawPodSpec } from "../raw-object.ts";
import type { Settings } from "../settings/settings.ts";

export type Placement =
  | {
      readonly ok: true;
      /** Index among the init containers; undefined: there is no gate. */
      readonly gate: number | undefined;
      /** Index of a native monitor among the init containers as they are without a gate. */
      readonly monitor: number;
      /** Someone who starts with the app provides a mount. */
      readonly mountedLate: boolean;
      readonly why: string;
      readonly warnings: readonly Finding[];
    }
  | { readonly ok: false; readonly error: string };

/** Where gate and monitor stand among the init containers: behind whoever provides a mount, before the app. */
export function placeContainers(spec: RawPodSpec, paths: readonly ResolvedPath[], settings: Settings): Placement {
  const place = settings.values.gate;
  const mounters = paths.flatMap((resolved) => resolved.mounters);
  const behindMounters = Math.max(0, ...mounters.filter(({ role }) => role !== "app").map(({ index }) => index + 1));
  const late = mounters.find(({ role }) => role === "app");
  const none = (why: string, warnings: readonly Finding[] = []): Placement => {
    return { ok: true, gate: undefined, monitor: behindMounters, mountedLate: late !== undefined, why, warnings };
  };
  const at = (index: number, why: string): Placement => {
    return { ok: true, gate: index, monitor: index, mountedLate: false, why, warnings: [] };
  };
  if (place === "none") return none("gate: none");
  if (late !== undefined) {
    const name = late.container.name;
    const sentence = `container ${name} provides the mount and starts with the app, so there is no gate: it would wait for ever`;
    return none(`container ${name} provides the mount and starts with the app`, [
      { code: "mounter-is-container", sentence },
    ]);
  }
  if (place === "last") return at((spec.initContainers ?? []).length, "gate: last");
  if (place === "first") {
    if (behindMounters === 0) return at(0, "gate: first");
    const name = spec.initContainers?.[behindMounters - 1]?.name;
    return {
      ok: false,
      error: `${annotationKey("gate")} is first, but init container ${name} provides the mount, so a gate before it would wait for ever; remove the annotation`,
    };
  }
  return placeByPreparers(spec, paths, behindMounters, at);
}

function placeByPreparers(
  spec: RawPodSpec,
  paths: readonly ResolvedPath[],
  behindMounters: number,
  at: (index: number, why: string) => Placement,
): Placement {
  const holders = new Set(paths.map(({ holder }) => holder.container));
  // Where the app itself is a native sidecar, the gate still comes before it.
  const firstHolder = Math.min(
    Infinity,
    ...paths.flatMap(({ holder }) => (holder.role === "sidecar" ? [holder.index] : [])),
  );
  const preparers = placedContainers(spec).filter(
    ({ role, container, index }) =>
      role !== "app" &&
      index < firstHolder &&
      !holders.has(container) &&
      (container.volumeMounts ?? []).some((own) => paths.some(({ mount }) => sharesVolume(spec, own.name, mount.name))),
  );
  const last = preparers.at(-1);
  if (last === undefined) return at(behindMounters, "no init container mounts a monitored volume");
  return at(
    Math.max(behindMounters, last.index + 1),
    `init container ${last.container.name} is the last that mounts a monitored volume`,
  );
}
