import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DEFAULT_PACE } from "./pace.ts";
import { createPauses } from "./pauses.ts";

describe("pauses", () => {
  it("double, each by up to a half shorter or longer, until they are as long as they get", () => {
    const pauses = createPauses({ firstPauseMs: 100, longestPauseMs: 1_000 });
    for (const about of [100, 200, 400, 800, 1_000, 1_000]) {
      const ms = pauses.nextMs();
      assert.ok(ms >= about / 2 && ms < about * 1.5, `${ms} for ${about}`);
    }
    pauses.reset();
    assert.ok(pauses.nextMs() < 150);
  });

  it("are never longer than 15 seconds while an API server is away, as is promised", () => {
    const pauses = createPauses(DEFAULT_PACE);
    for (let count = 0; count < 1_000; count++) assert.ok(pauses.nextMs() <= 15_000);
  });
});
