import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { checkMetadataShape, checkPodShape } from "./check-shape.ts";

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
    [{ spec: { containers: [{ ...app, resources: { limits: { cpu: 1, memory: "1Gi" } } }] } }, undefined],
    [{ spec: { containers: [app], nodeSelector: { a: {} } } }, "spec.nodeSelector[a] is {}, but must be a string"],
    [
      { spec: { containers: [app, { name: 7 }] } },
      'spec.containers[1].name is 7, but must be a string; put it in quotes: "7"',
    ],
    [{ spec: { containers: null } }, "spec.containers is missing"],
    [{ spec: { containers: [{ ...app, env: [{ value: "x" }] }] } }, "spec.containers[0].env[0].name is missing"],
    [{ spec: { containers: [app], volumes: [{}] } }, "spec.volumes[0].name is missing"],
    [
      { spec: { containers: [{ ...app, securityContext: { runAsUser: "1000" } }] } },
      'spec.containers[0].securityContext.runAsUser is "1000", but must be a number',
    ],
    [{ spec: [] }, "spec is [], but must be an object"],
    [{ spec: { containers: [app], hostNetwork: "yes" } }, 'spec.hostNetwork is "yes", but must be a boolean'],
  ];
  for (const [pod, problem] of table) {
    it(`${JSON.stringify(pod)} -> ${problem ?? "fine"}`, () => assert.equal(checkPodShape(pod), problem));
  }
});

describe("checkMetadataShape", () => {
  const table: ReadonlyArray<readonly [metadata: unknown, problem: string | undefined]> = [
    [undefined, undefined],
    [null, undefined],
    [{ name: "a" }, undefined],
    [{ name: 7 }, 'metadata.name is 7, but must be a string; put it in quotes: "7"'],
    [[], "metadata is [], but must be an object"],
  ];
  for (const [metadata, problem] of table)
    it(`${JSON.stringify(metadata)} -> ${problem ?? "fine"}`, () =>
      assert.equal(checkMetadataShape(metadata), problem));
});
