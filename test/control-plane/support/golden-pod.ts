import { isDeepStrictEqual } from "node:util";
import { readPodStatus, STATUS_ANNOTATION } from "@mount-monitor/contract";
import { UNKNOWN_FACTS } from "../../../webhook/src/core/cluster-facts.ts";
import { decidePod } from "../../../webhook/src/core/decide-pod.ts";
import type { RawPod } from "../../../webhook/src/core/raw-object.ts";
import { givenOf, readGolden } from "../../../webhook/test/support/golden-cases.ts";

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
  return {
    pod: inNamespace(given, namespace),
    patched: decision === "deny" ? undefined : inNamespace(patched, namespace),
    decision,
    reason: String(shown[decision]),
    sentence: String(shown["sentence"]),
    warnings: (shown["warnings"] as Array<Record<string, string>>).flatMap((warning) => Object.values(warning)),
  };
}

function inNamespace(pod: RawPod, namespace: string): RawPod {
  const owners = pod.metadata?.ownerReferences?.map((owner) => ({ uid: OWNER_UID, ...owner }));
  return {
    ...pod,
    metadata: { ...pod.metadata, namespace, ...(owners === undefined ? {} : { ownerReferences: owners }) },
  };
}

/** Whether the case comes out as it does only where something is known of the cluster. */
export function needsFacts(name: string): boolean {
  const pod = readGolden(name, "pod.yaml") as RawPod;
  const { request, config, facts } = givenOf(name);
  const shown = (known: typeof facts) => {
    const { explanation: _explanation, ...decision } = decidePod(pod, request, config, known);
    return "pod" in decision ? { ...decision, patch: undefined, pod: withoutVersions(decision.pod) } : decision;
  };
  return !isDeepStrictEqual(shown(facts), shown(UNKNOWN_FACTS));
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
