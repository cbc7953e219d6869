import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { formatVersion, parseKubernetesVersion } from "../cluster-facts.ts";
import type { RawObject } from "../raw-object.ts";
import { readAccessModes } from "./read-claim.ts";
import { readContainerLimits } from "./read-limits.ts";
import { readNamespace } from "./read-namespace.ts";
import { oldestVersion, readKubeletVersion, readNode } from "./read-node.ts";
import { readQuotaResources } from "./read-quota.ts";

type Table<T> = ReadonlyArray<readonly [what: string, object: RawObject, expected: T]>;

const BROKEN: readonly RawObject[] = [
  {},
  { metadata: null, spec: null, status: null },
  { metadata: 3, spec: [], status: "x" },
  { metadata: { annotations: [] }, spec: { limits: {}, hard: [], accessModes: "x" }, status: { nodeInfo: [] } },
];

function reads<T>(read: (object: RawObject) => T, nothing: T, table: Table<T>): void {
  for (const [what, object, expected] of table) it(`reads ${what}`, () => assert.deepEqual(read(object), expected));
  for (const object of BROKEN)
    it(`reads nothing of ${JSON.stringify(object)}`, () => assert.deepEqual(read(object), nothing));
  it("never throws", () => {
    const part = fc.dictionary(
      fc.constantFrom("limits", "hard", "accessModes", "annotations", "nodeInfo", "deletionTimestamp"),
      fc.oneof(fc.jsonValue(), fc.array(fc.dictionary(fc.constantFrom("type", "min", "max"), fc.jsonValue()))),
    );
    const object = fc.record({
      metadata: fc.oneof(part, fc.jsonValue()),
      spec: fc.oneof(part, fc.jsonValue()),
      status: part,
    });
    fc.assert(fc.property(object, (value) => void read(value)));
  });
}

describe("readNamespace", () =>
  reads(readNamespace, { annotations: {}, terminating: false }, [
    [
      "our annotations and no others",
      {
        metadata: {
          annotations: {
            "mount-monitor.io/mode": "observe",
            "kubectl.kubernetes.io/x": "y",
            "mount-monitor.io/force": true,
          },
          labels: { "mount-monitor.io/restart": "none" },
        },
      },
      { annotations: { "mount-monitor.io/mode": "observe" }, terminating: false },
    ],
    [
      "one that goes",
      { metadata: { deletionTimestamp: "2027-01-01T00:00:00Z" } },
      { annotations: {}, terminating: true },
    ],
  ]));

describe("readContainerLimits", () =>
  reads(
    readContainerLimits,
    [],
    [
      [
        "what is about containers",
        {
          spec: {
            limits: [
              { type: "Pod", max: { cpu: "4" } },
              { type: "Container", max: { cpu: 2, memory: "1Gi" }, defaultRequest: { cpu: "10m" }, other: {}, min: 3 },
              { type: "PersistentVolumeClaim", max: { storage: "1Gi" } },
              null,
              { type: "Container" },
            ],
          },
        },
        [{ max: { cpu: "2", memory: "1Gi" }, defaultRequest: { cpu: "10m" } }, {}],
      ],
    ],
  ));

describe("readQuotaResources", () =>
  reads(
    readQuotaResources,
    [],
    [["what it counts", { spec: { hard: { "limits.cpu": "4", pods: 3 } } }, ["limits.cpu", "pods"]]],
  ));

describe("readAccessModes", () =>
  reads(
    readAccessModes,
    [],
    [["modes", { spec: { accessModes: ["ReadWriteOnce", 3, "ReadOnlyMany"] } }, ["ReadWriteOnce", "ReadOnlyMany"]]],
  ));

describe("readKubeletVersion", () =>
  reads(readKubeletVersion, undefined, [
    ["a version", { status: { nodeInfo: { kubeletVersion: "v1.36.3+k3s1" } } }, { major: 1, minor: 36 }],
    ["none of a kubelet that has not spoken yet", { status: { nodeInfo: { kubeletVersion: "" } } }, undefined],
    ["none of what is no kubelet", { status: { nodeInfo: { kubeletVersion: "fake" } } }, undefined],
  ]));

describe("readNode", () => {
  const ready = (status: string) => ({ status: { conditions: [{ type: "Ready", status }, 7] } });
  reads(readNode, { version: undefined, ready: undefined }, [
    [
      "a node that is well",
      { status: { ...ready("True").status, nodeInfo: { kubeletVersion: "v1.36.3" } } },
      { version: { major: 1, minor: 36 }, ready: true },
    ],
    ["one that says it is not", ready("False"), { version: undefined, ready: false }],
    ["one that nobody has heard of for a while", ready("Unknown"), { version: undefined, ready: false }],
    ["one that was not heard of yet", { status: { conditions: [] } }, { version: undefined, ready: undefined }],
  ]);
});

describe("oldestVersion", () => {
  const table: ReadonlyArray<readonly [versions: readonly string[], oldest: string]> = [
    [[], "unknown"],
    [["1.36"], "1.36"],
    [["1.36", "1.9", "1.35"], "1.9"],
    [["2.0", "1.36", "1.36"], "1.36"],
  ];
  for (const [versions, oldest] of table)
    it(`of ${versions.join(", ") || "none"} is ${oldest}`, () =>
      assert.equal(
        formatVersion(oldestVersion(versions.flatMap((text) => parseKubernetesVersion(text) ?? []))),
        oldest,
      ));
});
