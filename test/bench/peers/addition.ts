import type { RawPod } from "../../../webhook/src/core/raw-object.ts";
import { readGolden } from "../../../webhook/test/support/golden-cases.ts";

/** What ours adds to the pod of the bench. Those that add what they are told to add just the same, so that patches weigh alike. */
export function ourAddition() {
  const before = readGolden("plex", "pod.yaml") as RawPod;
  const after = readGolden("plex", "patched.yaml") as RawPod;
  return {
    labels: newKeys(before.metadata?.labels, after.metadata?.labels),
    annotations: newKeys(before.metadata?.annotations, after.metadata?.annotations),
    volumes: after.spec?.volumes?.slice(before.spec?.volumes?.length ?? 0) ?? [],
    initContainers: after.spec?.initContainers ?? [],
  };
}

/** What has those add it. */
export const ASKING_ANNOTATION = "bench.example.org/inject";

function newKeys(before: Readonly<Record<string, string>> = {}, after: Readonly<Record<string, string>> = {}) {
  return Object.fromEntries(Object.entries(after).filter(([key]) => !(key in before)));
}
