import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { checkPodShape } from "./check-shape.ts";

describe("checkPodShape", () => {
  const app = { name: "app" };
  const table: ReadonlyArray<readonly [pod: unknown, problem: string | undefined]> = [
    [{ spec: { containers: [app] } }, undefined],
    [{ metadata: null, spec: { containers: [{ ...app, env: null }], volumes: null } }, undefined],
    [{ spec: { containers: [app], whatever: 1 } }, undefined],
    [[], "the pod is [], but must be an object"],
    [{}, "spec is missing"],
    [{ spec: {} }, "spec.containers is missing"],
    [{ spec: { containers: {} } }, "spec.containers is {}, but must be a list"],
    [{ spec: { containers: [null] } }, "spec.containers[0] is null, but must be an object"],
    [{ spec: { containers: [{}] } }, "spec.containers[0].name is missing"],
    [
      { metadata: { annotations: { "a/b": true } }, spec: { containers: [app] } },
      'metadata.annotations[a/b] is true, but must be a string; put it in quotes: "true"',
    ],
    [
      { spec: { containers: [{ ...app, volumeMounts: [{ name: "x" }] }] } },
      "spec.containers[0].volumeMounts[0].mountPath is missing",
    ],
    [
      { spec: { containers: [{ ...app, resources: { limits: { cpu: [] } } }] } },
      'spec.containers[0].resources.limits[cpu] is [], but must be a quantity such as "100m" or "64Mi"',
    ],
    [{ spec: { containers: [app], hostNetwork: "yes" } }, 'spec.hostNetwork is "yes", but must be a boolean'],
  ];
  for (const [pod, problem] of table) {
    it(`${JSON.stringify(pod)} -> ${problem ?? "fine"}`, () => assert.equal(checkPodShape(pod), problem));
  }
});
