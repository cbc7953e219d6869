import { readPodStatus, STATUS_ANNOTATION } from "@mount-monitor/contract";
import { formatVersion } from "../../../webhook/src/core/cluster-facts.ts";
import type { RawPod } from "../../../webhook/src/core/raw-object.ts";
import { givenOf, readGolden } from "../../../webhook/test/support/golden-cases.ts";

import type { NamespaceObjects } from "./cluster-objects.ts";

/** Somebody else's UID: the API server wants one of every owner, and does not look it up. */
const OWNER_UID = "0b0f9c1e-0000-4000-8000-000000000001";

export interface GoldenPod {
  readonly pod: RawPod;
  /** As it is to be afterwards; the same pod where nothing is changed, undefined where it is refused. */
  readonly patched: RawPod | undefined;
  readonly decision: "inject" | "skip" | "deny";
  readonly reason: string;
  readonly sentence: string;
  /** Sentences of the warnings. */
  readonly warnings: readonly string[];
}

/** A golden case as an API server can be asked for it: in a namespace, and with owners that have a UID. */
export function goldenPod(name: string, namespace: string): GoldenPod {
  const given = readGolden(name, "pod.yaml") as RawPod;
  const shown = readGolden(name, "decision.yaml") as Readonly<Record<string, unknown>>;
  const decision = (["inject", "skip", "deny"] as const).find((t) => t in shown);
  if (decision === undefined) throw new Error(`${name}.decision.yaml decides nothing`);
  const patched = (readGolden(name, "patched.yaml") as RawPod | undefined) ?? given;
  const { facts, request } = givenOf(name);
  const isLimited = facts.containerLimits.length + facts.quotaResources.length > 0;
  const here = (text: string) => text.replace(`Namespace ${request.namespace}`, `Namespace ${namespace}`);
  const asked = (pod: RawPod) => inNamespace(isLimited ? withinLimits(pod) : pod, namespace);
  return {
    pod: asked(given),
    patched: decision === "deny" ? undefined : asked(patched),
    decision,
    reason: String(shown[decision]),
    sentence: here(String(shown["sentence"])),
    warnings: (shown["warnings"] as Array<Record<string, string>>)
      .flatMap((warning) => Object.values(warning))
      .map(here),
  };
}

/** An app that says nothing is refused for itself where there are limits, whatever is injected. */
function withinLimits({ spec, ...pod }: RawPod): RawPod {
  const amounts = { memory: "256Mi", "ephemeral-storage": "64Mi" };
  const resources = { requests: { cpu: "200m", ...amounts }, limits: { cpu: "500m", ...amounts } };
  const containers = spec?.containers?.map((container) =>
    container.name.startsWith("mount-monitor") ? container : { ...container, resources },
  );
  return { ...pod, spec: { ...spec, ...(containers && { containers }) } } as RawPod;
}

function inNamespace(pod: RawPod, namespace: string): RawPod {
  const owners = pod.metadata?.ownerReferences?.map((owner) => ({ uid: OWNER_UID, ...owner }));
  return {
    ...pod,
    metadata: { ...pod.metadata, namespace, ...(owners === undefined ? {} : { ownerReferences: owners }) },
  };
}

/** Of the one Node that a cluster has for the case, as `1.35`. */
export function kubeletOf(name: string): string {
  return formatVersion(givenOf(name).facts.oldestKubelet);
}

/** What else there has to be for the case: undefined for a namespace without anything. */
export function goldenObjects(name: string): {
  readonly objects: NamespaceObjects | undefined;
  readonly ownConfig: boolean;
} {
  const { facts, config } = givenOf(name);
  const objects = {
    annotations: facts.namespaceAnnotations,
    limits: facts.containerLimits,
    // So much of everything that nothing is refused for being too much.
    quota: Object.fromEntries(facts.quotaResources.map((resource) => [resource, "1000Gi"])),
  };
  const isEmpty = Object.values(objects).every((part) => Object.keys(part).length === 0);
  return { objects: isEmpty ? undefined : objects, ownConfig: Object.keys(config.defaults).length > 0 };
}

/** The pod's status says which version decided by which configuration; here both are others than those of the golden file. */
export function withoutVersions(pod: RawPod): RawPod {
  const status = readPodStatus(pod.metadata?.annotations);
  if (status === undefined) return pod;
  const annotations = {
    ...pod.metadata?.annotations,
    [STATUS_ANNOTATION]: JSON.stringify({ ...status, version: "", config: "" }),
  };
  return { ...pod, metadata: { ...pod.metadata, annotations } };
}
