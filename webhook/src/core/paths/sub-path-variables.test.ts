import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { RawContainer } from "../raw-object.ts";
import { SubPathVariables } from "./sub-path-variables.ts";

const OWN = [{ name: "POD_NAME", valueFrom: { fieldRef: { apiVersion: "v1", fieldPath: "metadata.name" } } }];

function borrow(subPathExpr: string, container: Partial<RawContainer>) {
  const variables = new SubPathVariables(OWN);
  const borrowed = variables.borrow({ name: "v", mountPath: "/v", subPathExpr }, { name: "app", ...container });
  return [borrowed.ok ? borrowed.mount.subPathExpr : `missing ${borrowed.variable}`, variables.entries] as const;
}

const field = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });

describe("SubPathVariables", () => {
  const table: ReadonlyArray<
    readonly [what: string, expr: string, container: Partial<RawContainer>, taken: string, entries: readonly object[]]
  > = [
    ["copies the entry", "a/$(X)", { env: [{ name: "X", value: "1" }] }, "a/$(X)", [{ name: "X", value: "1" }]],
    [
      "uses what means the same already",
      "$(POD_NAME)",
      { env: [field("POD_NAME", "metadata.name")] },
      "$(POD_NAME)",
      [],
    ],
    [
      "renames what means something else",
      "$(POD_NAME)",
      { env: [{ name: "POD_NAME", value: "x" }] },
      "$(SUBPATH_POD_NAME_2)",
      [{ name: "SUBPATH_POD_NAME_2", value: "x" }],
    ],
    [
      "renames what our programs would read",
      "$(NODE_OPTIONS)",
      { env: [{ name: "NODE_OPTIONS", value: "--inspect" }] },
      "$(SUBPATH_NODE_OPTIONS)",
      [{ name: "SUBPATH_NODE_OPTIONS", value: "--inspect" }],
    ],
    [
      "follows references, first things first",
      "$(B)",
      {
        env: [
          { name: "A", value: "1" },
          { name: "B", value: "$(A)-$$(A)-$(NONE)" },
        ],
      },
      "$(B)",
      [
        { name: "A", value: "1" },
        { name: "B", value: "$(A)-$$(A)-$(NONE)" },
      ],
    ],
    [
      "takes the last entry of a name",
      "$(X)",
      {
        env: [
          { name: "X", value: "1" },
          { name: "X", value: "2" },
        ],
      },
      "$(X)",
      [{ name: "X", value: "2" }],
    ],
    ["takes a doubled dollar for a dollar", "$$(X)/y", {}, "$$(X)/y", []],
    [
      "finds the one envFrom that can hold it",
      "$(P_X)",
      {
        envFrom: [
          { prefix: "Q_", secretRef: { name: "q" } },
          { prefix: "P_", secretRef: { name: "p" } },
        ],
      },
      "$(P_X)",
      [{ name: "P_X", valueFrom: { secretKeyRef: { name: "p", key: "X" } } }],
    ],
    [
      "does not guess between two",
      "$(X)",
      {
        envFrom: [{ configMapRef: { name: "a" } }, { configMapRef: { name: "b" } }],
      },
      "missing X",
      [],
    ],
    ["says what is missing", "$(X)", {}, "missing X", []],
  ];
  for (const [what, expr, container, taken, entries] of table) {
    it(what, () => assert.deepEqual(borrow(expr, container), [taken, entries]));
  }

  it("comes to an end where variables refer to each other", () => {
    const [expr] = borrow("$(A)", {
      env: [
        { name: "A", value: "$(B)" },
        { name: "B", value: "$(A)" },
      ],
    });
    assert.match(expr ?? "", /^\$\(/);
  });
});
