import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { diffOf, mutantsOf, mutatedCode } from "./mutants.ts";

/** What each line becomes, in order. */
const TABLE: ReadonlyArray<readonly [line: string, becomes: readonly string[]]> = [
  ["f(a < 1);", ["undefined;", "f(a <= 1);", "f(a >= 1);"]],
  ["const b = a === 1;", ["const b = a !== 1;"]],
  ["const b = a + 1 - c;", ["const b = a - 1 - c;", "const b = a + 1 + c;"]],
  ['const b = a + "words";', []],
  ["const b = a && c;", ["const b = (a || c);"]],
  ["const b = a ?? c;", ["const b = a;"]],
  ["const b = !a;", ["const b = a;"]],
  ["const b = !(a);", ["const b = (a);"]],
  ["const b = (a, c).trim().d;", ["const b = (a, c).d;"]],
  ["if (a) b = true;", ["if (true) b = true;", "if (false) b = true;", "if (a) b = false;"]],
  ["const b = a ? 1 : 2;", ["const b = true ? 1 : 2;", "const b = false ? 1 : 2;"]],
  ["while (a) b++;", ["while (false) b++;", "while (a) b--;"]],
  ["b += 1;", ["b -= 1;"]],
  ["const b = [1, 2];", ["const b = [];"]],
  ["const b = a?.c;", ["const b = a.c;"]],
  ["const b = a?.[0];", ["const b = a[0];"]],
  ["const b = a.some(c);", ["const b = a.every(c);"]],
  ["const b = a.filter(c).map(d);", ["const b = a.map(d);"]],
  ["const b = Math.min(a, c);", ["const b = Math.max(a, c);"]],
  ["const b = /^a$/.test(c);", ["const b = /a$/.test(c);", "const b = /^a/.test(c);"]],
  ['const b = a === "word";', ['const b = a !== "word";', 'const b = a === "";']],
  ['const b = "for people";', []],
  ['const b = a.includes("word");', ['const b = a.includes("");']],
  ['import { a } from "b";', []],
];

describe("mutantsOf", () => {
  for (const [line, becomes] of TABLE)
    it(`makes ${becomes.length} of ${line}`, () =>
      assert.deepEqual(
        mutantsOf("a.ts", line).map((mutant) => diffOf(line, mutant)[1]),
        becomes,
      ));

  it("makes nothing that Node cannot read: tests would always notice", () => {
    for (const [line] of TABLE)
      for (const mutant of mutantsOf("a.ts", line))
        assert.doesNotThrow(() => mutantsOf("a.ts", mutatedCode(line, mutant)), mutatedCode(line, mutant));
  });

  it("finds its places in TypeScript as it stands, and gives Node JavaScript", () => {
    const text = "type A = { b: number };\nexport function f(a: A | undefined, c = <number>1): boolean {\n  return (a as A).b < c;\n}\n"; // prettier-ignore
    const [mutant] = mutantsOf("a.ts", text.replace("<number>1", "1"));
    assert.ok(mutant);
    assert.equal(mutant.line, 3);
    const code = mutatedCode(text.replace("<number>1", "1"), mutant);
    assert.match(code, /return \(a {5}\)\.b <= c;/);
    assert.doesNotMatch(code, /number|boolean/);
  });
});
