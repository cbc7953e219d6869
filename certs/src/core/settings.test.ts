import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { checkRotationSettings, DEFAULT_ROTATION, renewAtMs } from "./settings.ts";

describe("settings of the rotation", () => {
  it("takes the defaults", () => assert.ok(checkRotationSettings(DEFAULT_ROTATION).ok));

  // Each is the first that is taken beside a row below: refused by mistake, a chart that worked would not start any more.
  const taken: ReadonlyArray<Partial<typeof DEFAULT_ROTATION>> = [
    { propagationMs: 0 },
    { leafLifeMs: 3_000, clockSkewMs: 0 },
    { leafLifeMs: 1_800_001 },
    { caLifeMs: 1_814_400_000 },
    { caLifeMs: 3_660_001, leafLifeMs: 1_200_000, clockSkewMs: 0, propagationMs: 1_220_000 },
  ];
  for (const change of taken)
    it(`takes ${JSON.stringify(change)}`, () => {
      const settings = { ...DEFAULT_ROTATION, ...change };
      assert.deepEqual(checkRotationSettings(settings), { ok: true, settings });
    });

  const refused: ReadonlyArray<readonly [Partial<typeof DEFAULT_ROTATION>, RegExp]> = [
    [{ leafLifeMs: NaN }, /whole number/],
    [{ propagationMs: -1 }, /whole number/],
    [{ leafLifeMs: 2_000, clockSkewMs: 0 }, /^c\.leafLife \(2s\) .* let it be 3s or more/],
    [{ leafLifeMs: 1_800_000 }, /^c\.leafLife \(30m\) must be more than six times c\.clockSkew \(5m\)/],
    [{ caLifeMs: 1_209_600_000 }, /^c\.caLife \(336h\) must be at least three times c\.leafLife \(168h\)/],
    [
      { caLifeMs: 3_660_000, leafLifeMs: 1_200_000, clockSkewMs: 0, propagationMs: 1_220_000 },
      /^c\.caLife \(1h1m\) must be more than three times c\.propagation \(20m20s\) and twelve times c\.clockSkew \(0s\)/,
    ],
  ];
  for (const [change, message] of refused)
    it(`refuses ${JSON.stringify(change)}`, () => {
      const checked = checkRotationSettings({ ...DEFAULT_ROTATION, ...change }, "c.");
      assert.ok(!checked.ok);
      assert.match(checked.error, message);
    });

  it("renews after two thirds, by the millisecond rather before", () => {
    assert.equal(renewAtMs({ notBeforeMs: 300, notAfterMs: 600 }), 500);
    assert.equal(renewAtMs({ notBeforeMs: 1_000, notAfterMs: 2_000 }), 1_666);
  });
});
