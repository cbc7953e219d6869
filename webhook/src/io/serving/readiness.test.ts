import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Readiness } from "@mount-monitor/certs";
import { createReadiness, type ServingParts, whyNotReady } from "./readiness.ts";

const READY: Readiness = { ready: true };
const certificates = (readiness: Readiness) => ({
  status: () => ({
    readiness,
    refusal: undefined,
    leafNotBeforeMs: undefined,
    leafNotAfterMs: undefined,
    cas: [],
    failures: 0,
  }),
});
const ALL: ServingParts = {
  certificates: certificates(READY),
  admission: { isListening: () => true },
  cluster: { starting: () => undefined },
  draining: () => false,
};

describe("readiness", () => {
  const table: ReadonlyArray<readonly [what: string, Partial<ServingParts>, expected: string | undefined]> = [
    ["all is there", {}, undefined],
    ["there is no cluster", { cluster: undefined }, undefined],
    [
      "the certificate is not trusted",
      { certificates: certificates({ ready: false, why: "not trusted" }) },
      "not trusted",
    ],
    ["nobody listens", { admission: { isListening: () => false } }, "not listening yet"],
    ["the cluster is not known", { cluster: { starting: () => "not yet known: Nodes" } }, "not yet known: Nodes"],
    [
      "it goes, whatever else there is",
      { draining: () => true, certificates: certificates({ ready: false, why: "not trusted" }) },
      "stopping",
    ],
  ];
  for (const [what, change, expected] of table)
    it(`is decided where ${what}`, () => assert.equal(whyNotReady({ ...ALL, ...change }), expected));

  it("has each turn in the log, once", () => {
    const logged: unknown[] = [];
    const log = { info: (fields: object, message: string) => void logged.push([message, fields]) };
    let starting: string | undefined = "not yet known: Nodes, Pods";
    const readiness = createReadiness({ ...ALL, cluster: { starting: () => starting } }, log);
    assert.equal(readiness(), starting);
    starting = "not yet known: Pods";
    assert.equal(readiness(), starting);
    starting = undefined;
    assert.deepEqual([readiness(), readiness()], [undefined, undefined]);
    assert.deepEqual(logged, [
      ["not ready", { reason: "not yet known: Nodes, Pods" }],
      ["ready", {}],
    ]);
  });
});
