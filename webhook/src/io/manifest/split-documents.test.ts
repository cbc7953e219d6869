import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { splitDocuments } from "./split-documents.ts";

describe("splitDocuments", () => {
  const table: ReadonlyArray<
    readonly [name: string, text: string, parts: ReadonlyArray<readonly [line: number, text: string]>]
  > = [
    ["nothing", "", []],
    ["one document", "a: 1\n", [[1, "a: 1\n"]]],
    [
      "two",
      "a: 1\n---\nb: 2\n",
      [
        [1, "a: 1\n"],
        [2, "---\nb: 2\n"],
      ],
    ],
    ["a comment before the first marker", "# licence\n---\na: 1\n", [[1, "# licence\n---\na: 1\n"]]],
    ["a directive", "%YAML 1.2\n---\na: 1\n", [[1, "%YAML 1.2\n---\na: 1\n"]]],
    [
      "a marker with content",
      "--- {a: 1}\n--- # two\nb: 2",
      [
        [1, "--- {a: 1}\n"],
        [2, "--- # two\nb: 2"],
      ],
    ],
    ["dashes that are no marker", "a: |\n  ---\n----\n", [[1, "a: |\n  ---\n----\n"]]],
    [
      "line ends of Windows",
      "a: 1\r\n---\r\nb: 2\r\n",
      [
        [1, "a: 1\r\n"],
        [2, "---\r\nb: 2\r\n"],
      ],
    ],
  ];
  for (const [name, text, parts] of table) {
    it(name, () =>
      assert.deepEqual(
        splitDocuments(text).map(({ line, text }) => [line, text]),
        parts,
      ),
    );
  }

  it("loses nothing", () => {
    const line = fc.constantFrom("---", "--- x", "# c", "%D", "a: 1", "", "  b", "...");
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const text = lines.join("\n");
        assert.equal(
          splitDocuments(text)
            .map(({ text }) => text)
            .join(""),
          text,
        );
      }),
    );
  });
});
