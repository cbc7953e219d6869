import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseYaml } from "./parse-yaml.ts";
import { parseManifests } from "./read-manifests.ts";

const failureOf = (text: string) => {
  const parsed = parseYaml({ text, line: 5 });
  return parsed.ok ? undefined : { error: parsed.error, line: parsed.line };
};

describe("YAML that is refused", () => {
  for (const number of ["1e+1000", "-1e1000", ".inf", "-.inf", ".nan"]) {
    it(`has the number ${number}, which would be written as null`, () => {
      const error = "it has a number that JSON cannot hold, as .inf, .nan or 1e1000; correct it";
      assert.deepEqual(failureOf(`kind: Pod\nspec:\n  priority: ${number}\n`), { error, line: 7 });
    });
  }

  it("has such a number in JSON", () => {
    const errors: string[] = [];
    const text = '{"kind":"Pod","spec":{"containers":[{"ports":[1e+1000]}]}}';
    assert.deepEqual(parseManifests(text, "pod.json", errors), []);
    assert.deepEqual(errors, [
      "failed to read pod.json: it has a number that JSON cannot hold, as .inf, .nan or 1e1000; correct it",
    ]);
  });

  it("is no reason to print what a terminal would obey", () => {
    assert.match(
      failureOf("*\u0011")?.error ?? "",
      /^it is not valid YAML: .*\\u\{11\}; correct it there or just above$/,
    );
  });

  it("is not a text of that kind, nor a large number", () => {
    assert.equal(failureOf('a: ".inf"\nb: "1e1000"\nc: 1e300\n'), undefined);
  });
});
