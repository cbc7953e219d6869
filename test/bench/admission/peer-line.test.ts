import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findPeerLine, readPeerLine } from "./peer-line.ts";

const LINE = { name: "other 1.0", path: "/inject", annotations: { "example.org/inject": "true" } };

describe("readPeerLine", () => {
  it("reads what a peer says, with what it leaves out", () => {
    assert.deepEqual(readPeerLine(JSON.stringify(LINE)), {
      ok: true,
      line: { ...LINE, labels: {}, reinvocationPolicy: "Never", promised: true },
    });
  });

  const wrong: ReadonlyArray<readonly [what: string, line: unknown, error: RegExp]> = [
    ["no object", "/inject", /not an object/],
    ["without a name", { ...LINE, name: "" }, /^name must be/],
    ["a path that is none", { ...LINE, path: "inject" }, /^path must begin/],
    ["annotations that are no texts", { ...LINE, annotations: { inject: true } }, /^annotations must be/],
    ["labels that are a list", { ...LINE, labels: ["inject"] }, /^labels must be/],
    ["an unknown policy", { ...LINE, reinvocationPolicy: "Always" }, /^reinvocationPolicy must be/],
    ["a promise that is a text", { ...LINE, promised: "no" }, /^promised must be/],
    ["nothing that makes it inject", { ...LINE, annotations: {} }, /what makes it inject/],
  ];
  for (const [what, line, error] of wrong) {
    it(`says what is wrong with ${what}`, () => {
      const read = readPeerLine(JSON.stringify(line));
      assert.match(read.ok ? "" : read.error, error);
    });
  }
});

describe("findPeerLine", () => {
  const text = JSON.stringify(LINE);

  it("finds the line between others", () => {
    const found = findPeerLine(`starting\n{"level":"info"}\n${text}\nmore\n`);
    assert.equal(found?.ok && found.line.path, "/inject");
  });

  it("waits for the end of a line", () => {
    assert.equal(findPeerLine(`starting\n${text.slice(0, -5)}`), undefined);
    assert.equal(findPeerLine(text), undefined);
  });
});
