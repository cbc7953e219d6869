import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { RawObject } from "../../core/raw-object.ts";
import { applyPatch } from "../../core/patch/apply-patch.ts";
import type { Patch } from "../../core/patch/patch.ts";
import { parseYaml } from "./parse-yaml.ts";
import { renderYaml, writeYaml } from "./render-yaml.ts";

function render(text: string, patch: Patch) {
  const parsed = parseYaml({ text, line: 1 });
  if (!parsed.ok) throw new Error(parsed.error);
  const before = parsed.value as RawObject;
  const after = applyPatch(before, patch) as RawObject;
  return renderYaml(parsed.document, text, before, after, patch);
}

describe("renderYaml", () => {
  const table: ReadonlyArray<readonly [name: string, before: string, patch: Patch, after: string]> = [
    [
      "keeps comments, order, quotes and blank lines",
      `# head\na: 'x' # one\n\n# two\nb: "y"\n`,
      [{ op: "add", path: "/c", value: true }],
      `# head\na: 'x' # one\n\n# two\nb: "y"\nc: true\n`,
    ],
    [
      "keeps lists that are not indented",
      "l:\n- a: 1\n  b: 2\n- a: 3\n",
      [{ op: "add", path: "/l/1", value: { a: 2 } }],
      "l:\n- a: 1\n  b: 2\n- a: 2\n- a: 3\n",
    ],
    [
      "keeps lists that are",
      "l:\n  - a: 1\n",
      [{ op: "add", path: "/l/0", value: { a: [0] } }],
      "l:\n  - a:\n      - 0\n  - a: 1\n",
    ],
    ["keeps an indent of four", "m:\n    a: 1\n", [{ op: "add", path: "/m/b", value: 2 }], "m:\n    a: 1\n    b: 2\n"],
    [
      "keeps flow collections as they are",
      "m: {a: 1, b: [1, 2]}\nx: 1\n",
      [{ op: "replace", path: "/x", value: 2 }],
      "m: {a: 1, b: [1, 2]}\nx: 2\n",
    ],
    ["fills an empty one", "m: {}\n", [{ op: "add", path: "/m/a", value: 1 }], "m:\n  a: 1\n"],
    [
      "keeps file modes octal and quotes what would be no string",
      "mode: 0644\n",
      [{ op: "add", path: "/s", value: "on" }],
      'mode: 0644\ns: "on"\n',
    ],
    [
      "removes",
      "a: 1\nb: 2\nl: [1, 2]\n",
      [
        { op: "remove", path: "/b" },
        { op: "remove", path: "/l/0" },
      ],
      "a: 1\nl: [2]\n",
    ],
    [
      "does not fold long lines",
      `a: ${"word ".repeat(50)}end\n`,
      [{ op: "add", path: "/b", value: "x ".repeat(80) + "y" }],
      `a: ${"word ".repeat(50)}end\nb: ${"x ".repeat(80)}y\n`,
    ],
    ["takes keys with a slash", "m:\n  a/b: 1\n", [{ op: "replace", path: "/m/a~1b", value: 2 }], "m:\n  a/b: 2\n"],
  ];
  for (const [name, before, patch, after] of table) {
    it(name, () => assert.deepEqual(render(before, patch), { text: after, before, lostComments: false }));
  }

  it("writes a document with aliases anew, and says that its comments are lost", () => {
    const text = "a: &x {k: 1} # here\nb: *x\n";
    assert.deepEqual(render(text, [{ op: "add", path: "/a/l", value: 2 }]), {
      text: "a:\n  k: 1\n  l: 2\nb:\n  k: 1\n",
      before: "a:\n  k: 1\nb:\n  k: 1\n",
      lostComments: true,
    });
  });
});

describe("parseYaml", () => {
  const table: ReadonlyArray<readonly [text: string, value: unknown]> = [
    ["a: yes\nb: off\nc: 0644\nd: 0x1F", { a: true, b: false, c: 420, d: 31 }],
    [
      "a: 12:30:00\nb: 2026-01-31\nc: 2026-01-31T12:00:00Z",
      { a: "12:30:00", b: "2026-01-31", c: "2026-01-31T12:00:00Z" },
    ],
    ["a: &a {x: 1}\nb:\n  <<: *a\n  y: 2", { a: { x: 1 }, b: { x: 1, true: 2 } }],
    ["a: ~\nb:\nc: null", { a: null, b: null, c: null }],
  ];
  for (const [text, value] of table) {
    it(`takes ${JSON.stringify(text)} as Kubernetes does`, () => {
      const parsed = parseYaml({ text, line: 1 });
      assert.deepEqual(parsed.ok && parsed.value, value);
    });
  }

  it("reads what it writes", () => {
    const value = {
      a: "on",
      b: "0644",
      c: "1e3",
      d: "12:30",
      e: "",
      f: "null",
      g: " x ",
      h: "a\nb\n",
      i: [],
      j: {},
      k: 1.5,
    };
    const parsed = parseYaml({ text: writeYaml(value), line: 1 });
    assert.deepEqual(parsed.ok && parsed.value, value);
  });
});
