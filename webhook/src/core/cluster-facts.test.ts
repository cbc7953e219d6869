import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatVersion, isAtLeast, parseKubernetesVersion } from "./cluster-facts.ts";

describe("parseKubernetesVersion", () => {
  const table: ReadonlyArray<readonly [text: string, version: string]> = [
    ["v1.36.3", "1.36"],
    ["v1.35.0+k3s1", "1.35"],
    ["v1.30.14-gke.1200", "1.30"],
    ["1.36+", "1.36"],
    ["", "unknown"],
    ["latest", "unknown"],
  ];
  for (const [text, version] of table) {
    it(`${JSON.stringify(text)} -> ${version}`, () =>
      assert.equal(formatVersion(parseKubernetesVersion(text)), version));
  }

  it("compares by number", () => {
    assert.equal(isAtLeast({ major: 1, minor: 100 }, 1, 36), true);
    assert.equal(isAtLeast({ major: 1, minor: 9 }, 1, 36), false);
    assert.equal(isAtLeast({ major: 2, minor: 0 }, 1, 36), true);
  });
});
