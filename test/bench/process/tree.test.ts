import assert from "node:assert/strict";
import path from "node:path";
import { it } from "node:test";
import { inTree } from "./tree.ts";

const root = path.join(import.meta.dirname, "../../..");

it("sources of the programs are those of the tree that is measured, benches are ours", () => {
  assert.equal(inTree(path.join(root, "webhook/src/main.ts"), "/base"), "/base/webhook/src/main.ts");
  assert.equal(
    inTree(path.join(root, "packages/contract/src/index.ts"), "/base"),
    "/base/packages/contract/src/index.ts",
  );
  assert.equal(inTree(path.join(root, "test/bench/main.ts"), "/base"), undefined);
  assert.equal(inTree("/elsewhere/webhook/src/main.ts", "/base"), undefined);
});
