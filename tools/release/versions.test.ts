import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { root } from "../docs/pages.ts";
import { refusals, statedVersions } from "./versions.ts";

describe("the version", () => {
  const stated = statedVersions(root);

  it("is the same wherever it stands", () => {
    for (const where of ["sidecar/package.json", "webhook/package.json", "helm/mount-monitor/Chart.yaml: appVersion"]) {
      assert.ok(
        stated.some((one) => one.where === where),
        where,
      );
    }
    assert.ok(stated.some(({ where }) => where.startsWith("examples/")));
    assert.equal(new Set(stated.map(({ version }) => version)).size, 1, JSON.stringify(stated, null, 2));
  });

  const cases: ReadonlyArray<readonly [tag: string, versions: readonly string[], refused: readonly string[]]> = [
    ["v1.2.3", ["1.2.3", "1.2.3"], []],
    ["v1.2.3-rc.1", ["1.2.3-rc.1"], []],
    ["v1.2.3", ["1.2.3", "1.2.2"], ["b says 1.2.2; set it to 1.2.3, commit, and move the tag"]],
    ["v1.2.3-rc.1", ["1.2.3"], ["a says 1.2.3; set it to 1.2.3-rc.1, commit, and move the tag"]],
    ["1.2.3", ["1.2.3"], ["1.2.3 is no version; tag it as v1.2.3 or v1.2.3-rc.1"]],
    ["v1.2", ["1.2"], ["v1.2 is no version; tag it as v1.2.3 or v1.2.3-rc.1"]],
    ["v1.2.3+build", ["1.2.3+build"], ["v1.2.3+build is no version; tag it as v1.2.3 or v1.2.3-rc.1"]],
  ];
  for (const [tag, versions, refused] of cases) {
    it(`${tag} with ${versions.join(" and ")} is ${refused.length === 0 ? "released" : "refused"}`, () => {
      const list = versions.map((version, index) => ({ where: "ab"[index] ?? "", version }));
      assert.deepEqual(refusals(tag, list), refused);
    });
  }
});
