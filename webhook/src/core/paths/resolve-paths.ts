import { annotationKey } from "@mount-monitor/contract";
import type { Finding } from "../decision.ts";
import type { ExplainedPath } from "../explanation.ts";
import type { RawPodSpec, RawVolume } from "../raw-object.ts";
import { placedContainers } from "./container-role.ts";
import { hiddenBy, normalizePath } from "./mount-path.ts";
import { type ResolvedPath, resolvePath } from "./resolve-path.ts";
import { explainUnmounted } from "./unmounted-path.ts";

export interface ResolvedPaths {
  readonly resolved: readonly ResolvedPath[];
  readonly explained: readonly ExplainedPath[];
  readonly problems: readonly Finding[];
  readonly warnings: readonly Finding[];
}

/** All paths at once; every problem is found, since people should not have to come back for each. */
export function resolvePaths(
  spec: RawPodSpec,
  paths: readonly string[],
  containers: readonly string[] | undefined,
): ResolvedPaths {
  const stranger = unknownContainer(spec, containers);
  if (stranger !== undefined) return { resolved: [], explained: [], problems: [stranger], warnings: [] };
  const resolved: ResolvedPath[] = [];
  const explained: ExplainedPath[] = [];
  const problems: Finding[] = [];
  for (const path of paths) {
    const found = resolvePath(spec, path, containers);
    const problem = found === undefined ? unmounted(spec, path, containers) : reserved(found);
    if (problem !== undefined) problems.push(problem);
    if (found !== undefined) resolved.push(found);
    explained.push(explain(path, found, problem));
  }
  return { resolved, explained, problems, warnings: resolved.flatMap(warningsAbout) };
}

function unknownContainer(spec: RawPodSpec, containers: readonly string[] | undefined): Finding | undefined {
  const running = placedContainers(spec).filter(({ role }) => role !== "init");
  const stranger = containers?.find((name) => !running.some(({ container }) => container.name === name));
  if (stranger === undefined) return undefined;
  const ends = (spec.initContainers ?? []).some(({ name }) => name === stranger);
  return {
    code: "unknown-container",
    sentence: `${annotationKey("containers")} names ${stranger}, ${
      ends ? "an init container that ends before the app starts" : "which the pod does not have"
    }; its containers are ${running.map(({ container }) => container.name).join(", ")}`,
  };
}

function unmounted(spec: RawPodSpec, path: string, containers: readonly string[] | undefined): Finding {
  return { code: "path-not-mounted", sentence: explainUnmounted(spec, path, containers) };
}

function reserved({ path, mount }: ResolvedPath): Finding | undefined {
  const hidden = hiddenBy(normalizePath(mount.mountPath));
  if (hidden === undefined) return undefined;
  return {
    code: "reserved-path",
    sentence: `${path} lies on the volumeMount ${mount.mountPath}, which in the monitor would hide ${hidden}; mount the volume elsewhere`,
  };
}

function warningsAbout({ path, holder, mount, mounters, rival }: ResolvedPath): Finding[] {
  const warnings: Finding[] = [];
  const late = mounters.find(({ role, container }) => role === "app" && container !== holder.container);
  if (
    late !== undefined &&
    mount.mountPropagation !== "HostToContainer" &&
    mount.mountPropagation !== "Bidirectional"
  ) {
    warnings.push({
      code: "app-does-not-follow",
      sentence: `${path}: ${holder.container.name} misses what ${late.container.name} mounts; give it mountPropagation: HostToContainer`,
    });
  }
  if (rival !== undefined) {
    warnings.push({
      code: "ambiguous-path",
      sentence: `${path}: ${holder.container.name} counts, but ${rival.container.name} sees another volume there; name one in ${annotationKey("containers")}`,
    });
  }
  return warnings;
}

function explain(path: string, found: ResolvedPath | undefined, problem: Finding | undefined): ExplainedPath {
  return {
    path,
    container: found?.holder.container.name,
    mountPath: found?.mount.mountPath,
    volume: found?.mount.name,
    volumeKind: volumeKindOf(found?.volume),
    subPath: found?.mount.subPath || found?.mount.subPathExpr || undefined,
    mounters: found?.mounters.map(({ container }) => container.name) ?? [],
    problem: problem?.sentence,
  };
}

function volumeKindOf(volume: RawVolume | undefined): string | undefined {
  return volume && Object.keys(volume).find((key) => key !== "name");
}
