import { formatVersion, isAtLeast, parseKubernetesVersion } from "../../core/cluster-facts.ts";
import type { OptionValues } from "@mount-monitor/process";
import { loadConfig } from "../config/load-config.ts";
import type { Manifest, ManifestObject } from "../manifest/manifest.ts";
import { readManifests } from "../manifest/read-manifests.ts";
import { offlineFacts } from "./offline-facts.ts";
import { type ObjectPlan, planObject } from "./plan-object.ts";

export interface PlannedObject extends ManifestObject {
  readonly plan: ObjectPlan;
}

export interface PlannedManifest {
  readonly manifest: Manifest;
  readonly objects: readonly PlannedObject[];
}

export type Planned =
  | { readonly ok: true; readonly manifests: readonly PlannedManifest[]; readonly namespace: string }
  | { readonly ok: false; readonly errors: readonly string[] };

/** What `inject` and `explain` have in common: from the command line to a plan for every object. */
export function planManifests(files: readonly string[], values: OptionValues): Planned {
  if (files.length === 0) {
    return { ok: false, errors: ["there is no manifest to read; name files or folders with -f, or - for stdin"] };
  }
  const { namespace = "default", "kubernetes-version": versionText } = values;
  if (!/^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/.test(namespace)) {
    return {
      ok: false,
      errors: [`--namespace is ${JSON.stringify(namespace)}, which cannot be the name of a namespace`],
    };
  }
  const version = versionText === undefined ? undefined : parseKubernetesVersion(versionText);
  if (versionText !== undefined && version === undefined) {
    const shown = JSON.stringify(versionText);
    return { ok: false, errors: [`--kubernetes-version is ${shown}, but must be a version such as 1.36 or v1.36.3`] };
  }
  if (version !== undefined && !isAtLeast(version, 1, 0)) {
    return { ok: false, errors: [`--kubernetes-version is ${formatVersion(version)}; there was none before 1.0`] };
  }
  const loaded = loadConfig(values["config"], values);
  if (!loaded.ok) return loaded;
  const read = readManifests(files, values["recursive"] !== undefined);
  if (!read.ok) return read;
  const all = read.manifests.flatMap(({ objects }) => objects.map(({ object }) => object));
  const context = {
    namespace,
    config: loaded.config.injector,
    facts: offlineFacts(all, namespace, version),
  };
  const manifests = read.manifests.map((manifest) => ({
    manifest,
    objects: manifest.objects.map((item) => ({ ...item, plan: planObject(item.object, context) })),
  }));
  return { ok: true, manifests, namespace };
}
