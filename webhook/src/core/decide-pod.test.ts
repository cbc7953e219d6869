import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { UNKNOWN_FACTS } from "./cluster-facts.ts";
import { decidePod } from "./decide-pod.ts";
import { DEFAULT_INJECTOR_CONFIG } from "./injector-config.ts";
import type { RawPod } from "./raw-object.ts";
import { examplePod } from "./testing/example-pod.ts";

const decide = (pod: unknown) =>
  decidePod(pod as RawPod, { namespace: "media", operation: "CREATE" }, DEFAULT_INJECTOR_CONFIG, UNKNOWN_FACTS);
const owned = (...ownerReferences: readonly unknown[]) => {
  const pod = examplePod();
  return { ...pod, metadata: { ...pod.metadata, ownerReferences } };
};
const PATHS = "mount-monitor.io/paths";

// What is no business of ours has to be let be: a refusal or an exception here fails its create.
describe("decidePod, before it looks at settings", () => {
  const table: ReadonlyArray<readonly [what: string, pod: unknown, reason: string]> = [
    ["no pod", null, "not-opted-in"],
    ["a list", [], "not-opted-in"],
    ["no metadata", { spec: {} }, "not-opted-in"],
    ["annotations that are none", { metadata: { annotations: null } }, "not-opted-in"],
    ["no paths", examplePod({ [PATHS]: "" }), "not-opted-in"],
    ["blank paths", examplePod({ [PATHS]: " \n" }), "not-opted-in"],
    ["a mirror of a static pod", examplePod({ "kubernetes.io/config.mirror": "x" }), "static-pod"],
    ["from a file", examplePod({ "kubernetes.io/config.source": "file" }), "static-pod"],
    ["from a URL", examplePod({ "kubernetes.io/config.source": "http" }), "static-pod"],
    ["from the API", examplePod({ "kubernetes.io/config.source": "api" }), "injected"],
    ["of a Node", owned(7, { kind: "Node" }), "static-pod"],
    ["of a ReplicaSet", owned({ kind: "ReplicaSet" }), "injected"],
    [
      "with owners that are none",
      { ...examplePod(), metadata: { ...examplePod().metadata, ownerReferences: 7 } },
      "malformed-pod",
    ],
    ["without a spec", { metadata: examplePod().metadata }, "malformed-pod"],
  ];
  for (const [what, pod, reason] of table) it(`${what}: ${reason}`, () => assert.equal(decide(pod).reason, reason));
});
