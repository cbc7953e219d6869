import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type Metadata, metadataOf } from "./api-object.ts";

const NONE: Metadata = {
  namespace: "",
  name: "",
  uid: "",
  resourceVersion: "",
  labels: {},
  annotations: {},
  deletionTimestamp: undefined,
  creationTimestamp: undefined,
};

describe("metadataOf", () => {
  const table: ReadonlyArray<readonly [what: string, metadata: unknown, expected: Partial<Metadata>]> = [
    [
      "all there is",
      {
        namespace: "n",
        name: "a",
        uid: "u",
        resourceVersion: "7",
        labels: { a: "b" },
        annotations: { c: "d" },
        deletionTimestamp: "t1",
        creationTimestamp: "t2",
        generateName: "x",
      },
      {
        namespace: "n",
        name: "a",
        uid: "u",
        resourceVersion: "7",
        labels: { a: "b" },
        annotations: { c: "d" },
        deletionTimestamp: "t1",
        creationTimestamp: "t2",
      },
    ],
    ["nothing", undefined, {}],
    ["null", null, {}],
    ["a list", ["name"], {}],
    ["other types", { name: 1, namespace: {}, labels: "a", annotations: [1], deletionTimestamp: null }, {}],
    ["some labels of other types", { labels: { a: "b", c: 1, d: null } }, { labels: { a: "b" } }],
    [
      "a label with a name of JavaScript's",
      JSON.parse('{"labels":{"__proto__":"x"}}'),
      { labels: JSON.parse('{"__proto__":"x"}') },
    ],
  ];
  for (const [what, metadata, expected] of table)
    it(`takes ${what}`, () => assert.deepEqual(metadataOf({ metadata }), { ...NONE, ...expected }));

  it("never throws, and gives text alone", () =>
    fc.assert(
      fc.property(fc.anything(), (metadata) => {
        const { labels, annotations, ...rest } = metadataOf({ metadata });
        for (const value of [...Object.values(labels), ...Object.values(annotations)])
          assert.equal(typeof value, "string");
        for (const value of Object.values(rest)) assert.ok(value === undefined || typeof value === "string");
      }),
    ));
});
