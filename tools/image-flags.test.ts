import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { flagsOf, imageFlags } from "./image-flags.ts";

const DOCKERFILE = `FROM a AS one
ENTRYPOINT ["node", "--max-semi-space-size=2", "--jitless", "/app/one.cjs"]
CMD ["serve"]
FROM a AS two
ENTRYPOINT ["node", "/app/two.cjs", "--flag-of-its-own"]
`;

describe("flags of an image", () => {
  const cases: ReadonlyArray<readonly [string, readonly string[]]> = [
    ["one.cjs", ["--max-semi-space-size=2", "--jitless"]],
    ["two.cjs", []],
  ];
  for (const [bundle, flags] of cases)
    it(`of ${bundle} are ${flags.join(" ") || "none"}`, () => assert.deepEqual(flagsOf(DOCKERFILE, bundle), flags));

  it("are not made up where no image runs it", () =>
    assert.throws(() => flagsOf(DOCKERFILE, "three.cjs"), /no ENTRYPOINT of the Dockerfile has it/));

  it("are found for our programs", () => {
    for (const program of ["sidecar", "webhook"] as const) assert.ok(Array.isArray(imageFlags(program)));
  });
});
