import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isSameNamespace, isSameStart } from "./origin.ts";

// Taken for the same by mistake, what another pod saw would count as seen; taken for another, a restart would forget.
describe("where a state file comes from", () => {
  const here = { start: "boot sandbox", namespace: "mnt:[1]" };
  const table: ReadonlyArray<readonly [what: string, other: typeof here, start: boolean, namespace: boolean]> = [
    ["from here", { ...here }, true, true],
    ["from another container of this start", { ...here, namespace: "mnt:[2]" }, true, false],
    // Numbers of namespaces are used again after a boot.
    ["from another start with the same number", { ...here, start: "another boot" }, false, false],
    ["from elsewhere", { start: "another boot", namespace: "mnt:[2]" }, false, false],
  ];
  for (const [what, other, start, namespace] of table)
    it(what, () => {
      assert.equal(isSameStart(here, other), start);
      assert.equal(isSameNamespace(here, other), namespace);
    });
});
