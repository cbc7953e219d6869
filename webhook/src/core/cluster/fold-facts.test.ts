import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { UNKNOWN_FACTS } from "../cluster-facts.ts";
import { createByNamespace } from "./by-namespace.ts";
import { foldFacts } from "./fold-facts.ts";

describe("foldFacts", () => {
  it("makes of nothing what is known of nothing", () => {
    const sources = { annotations: {}, containerLimits: [], quotaResources: [], accessModes: [], recentRestarts: {} };
    const versions = { serverVersion: undefined, oldestKubelet: undefined };
    assert.deepEqual(foldFacts({ ...versions, ...sources }), UNKNOWN_FACTS);
  });

  it("puts together what stands in several objects", () => {
    const facts = foldFacts({
      serverVersion: { major: 1, minor: 36 },
      oldestKubelet: { major: 1, minor: 35 },
      annotations: { "mount-monitor.io/mode": "observe" },
      containerLimits: [[{ max: { cpu: "1" } }], [], [{ min: { cpu: "1m" } }, {}]],
      quotaResources: [["pods", "limits.cpu"], ["limits.cpu"]],
      accessModes: [
        ["data", ["ReadWriteOnce"]],
        ["constructor", []],
      ],
      recentRestarts: { "ReplicaSet/a": ["2027-01-01T00:00:00.000Z"] },
    });
    assert.deepEqual(facts, {
      serverVersion: { major: 1, minor: 36 },
      oldestKubelet: { major: 1, minor: 35 },
      namespaceAnnotations: { "mount-monitor.io/mode": "observe" },
      containerLimits: [{ max: { cpu: "1" } }, { min: { cpu: "1m" } }, {}],
      quotaResources: ["pods", "limits.cpu"],
      claimAccessModes: { data: ["ReadWriteOnce"], constructor: [] },
      recentRestarts: { "ReplicaSet/a": ["2027-01-01T00:00:00.000Z"] },
    });
  });
});

describe("createByNamespace", () => {
  it("finds by namespace what came by key, and forgets what is gone", () => {
    const index = createByNamespace<number>();
    assert.deepEqual([index.put("a/x", 1), index.put("a/y", 2), index.put("b/x", 3)], ["a", "a", "b"]);
    assert.deepEqual([...index.of("a")].toSorted(), [
      ["x", 1],
      ["y", 2],
    ]);
    index.put("a/x", 4);
    index.put("a/y", undefined);
    index.put("b/x", undefined);
    index.put("c/never-there", undefined);
    assert.deepEqual([[...index.of("a")], [...index.of("b")], [...index.of("c")]], [[["x", 4]], [], []]);
  });
});
