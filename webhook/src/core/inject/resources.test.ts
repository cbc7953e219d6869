import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type ClusterFacts, UNKNOWN_FACTS } from "../cluster-facts.ts";
import type { RawResources } from "../raw-object.ts";
import { exceededPodResources } from "./pod-resources.ts";
import { formatQuantity, parseQuantity } from "./quantity.ts";
import { containerResources, isGuaranteed } from "./resources.ts";

describe("parseQuantity", () => {
  const table: ReadonlyArray<readonly [text: string | number | undefined, amount: number | undefined]> = [
    ["100m", 0.1],
    ["1.5", 1.5],
    [2, 2],
    ["64Mi", 67_108_864],
    ["1e3", 1000],
    ["1E", 1e18],
    ["12E2", 1200],
    [".5Gi", 536_870_912],
    ["", undefined],
    ["x", undefined],
    ["1 Gi", undefined],
    [undefined, undefined],
  ];
  for (const [text, amount] of table) it(`${text} -> ${amount}`, () => assert.equal(parseQuantity(text), amount));

  it("is written rounded up", () => {
    assert.equal(formatQuantity("cpu", 0.1251), "126m");
    assert.equal(formatQuantity("cpu", 0.125), "125m");
    assert.equal(formatQuantity("memory", 1000.5), "1001");
  });
});

describe("containerResources", () => {
  const OURS = { requests: { cpu: "10m", memory: "64Mi" }, limits: { memory: "128Mi" } };
  const table: ReadonlyArray<
    readonly [what: string, facts: Partial<ClusterFacts>, guaranteed: boolean, expected: object]
  > = [
    ["nothing to heed", {}, false, OURS],
    [
      "a Guaranteed pod",
      {},
      true,
      {
        requests: { cpu: "100m", memory: "128Mi" },
        limits: { cpu: "100m", memory: "128Mi" },
      },
    ],
    [
      "a quota on CPU limits",
      { quotaResources: ["limits.cpu"] },
      false,
      {
        requests: OURS.requests,
        limits: { memory: "128Mi", cpu: "100m" },
      },
    ],
    [
      "a LimitRange with a larger minimum",
      { containerLimits: [{ min: { memory: "200Mi" } }] },
      false,
      {
        requests: { cpu: "10m", memory: "200Mi" },
        limits: { memory: "200Mi" },
      },
    ],
    [
      "a LimitRange with a smaller maximum",
      { containerLimits: [{ max: { memory: "50Mi" } }] },
      false,
      {
        requests: { cpu: "10m", memory: "50Mi" },
        limits: { memory: "50Mi" },
      },
    ],
    [
      "what a LimitRange would add anyway",
      { containerLimits: [{ default: { cpu: "1" }, defaultRequest: { cpu: "1" } }] },
      false,
      {
        requests: OURS.requests,
        limits: { memory: "128Mi", cpu: "1" },
      },
    ],
    [
      "a ratio",
      { containerLimits: [{ maxLimitRequestRatio: { memory: "1" } }] },
      false,
      {
        requests: { cpu: "10m", memory: "134217728" },
        limits: OURS.limits,
      },
    ],
    [
      "a ratio, which demands a limit",
      { containerLimits: [{ maxLimitRequestRatio: { cpu: "2" } }] },
      false,
      { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "128Mi", cpu: "100m" } },
    ],
    [
      "a ratio beside a default of whole CPUs",
      { containerLimits: [{ max: { cpu: "4" }, default: { cpu: "4" }, maxLimitRequestRatio: { cpu: "4" } }] },
      false,
      { requests: { cpu: "25m", memory: "64Mi" }, limits: { memory: "128Mi", cpu: "100m" } },
    ],
    [
      "a Guaranteed pod under a LimitRange",
      { containerLimits: [{ min: { cpu: "200m" } }] },
      true,
      {
        requests: { cpu: "200m", memory: "128Mi" },
        limits: { cpu: "200m", memory: "128Mi" },
      },
    ],
  ];
  for (const [what, facts, guaranteed, expected] of table) {
    it(what, () => assert.deepEqual(containerResources(OURS, { ...UNKNOWN_FACTS, ...facts }, guaranteed), expected));
  }
});

describe("isGuaranteed", () => {
  const full = { limits: { cpu: "1", memory: "1Gi" }, requests: { cpu: "1000m", memory: "1024Mi" } };
  const table: ReadonlyArray<
    readonly [what: string, expected: boolean, containers: readonly RawResources[], spec?: object]
  > = [
    ["requests equal to limits, however written", true, [full]],
    ["limits alone, since requests follow them", true, [{ limits: full.limits }]],
    ["one container without", false, [full, {}]],
    ["a lower request", false, [{ ...full, requests: { cpu: "1", memory: "1Mi" } }]],
    ["resources of the pod as a whole, which decide alone", false, [full], { resources: full }],
  ];
  for (const [what, expected, resources, spec] of table) {
    it(what, () => {
      const containers = resources.map((item, index) => ({ name: `c${index}`, resources: item }));
      assert.equal(isGuaranteed({ containers, ...spec }), expected);
    });
  }
});

describe("exceededPodResources", () => {
  const container = (name: string, cpu: string, restartPolicy?: string) => {
    return { name, resources: { requests: { cpu } }, ...(restartPolicy ? { restartPolicy } : {}) };
  };
  const table: ReadonlyArray<readonly [what: string, fits: boolean, cpu: string, spec: object]> = [
    ["containers add up", true, "300m", { containers: [container("a", "100m"), container("b", "200m")] }],
    ["one too many", false, "299m", { containers: [container("a", "100m"), container("b", "200m")] }],
    [
      "a native sidecar runs beside",
      false,
      "150m",
      {
        initContainers: [container("s", "100m", "Always")],
        containers: [container("a", "100m")],
      },
    ],
    [
      "an init container runs before",
      true,
      "100m",
      {
        initContainers: [container("i", "100m")],
        containers: [container("a", "100m")],
      },
    ],
    [
      "an init container runs beside the sidecars before it",
      false,
      "150m",
      {
        initContainers: [container("s", "100m", "Always"), container("i", "100m")],
        containers: [],
      },
    ],
  ];
  for (const [what, fits, cpu, spec] of table) {
    it(what, () =>
      assert.equal(exceededPodResources({ ...spec, resources: { requests: { cpu } } }) === undefined, fits),
    );
  }
});
