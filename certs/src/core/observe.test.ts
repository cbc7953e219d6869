import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CaGeneration } from "./ca-generation.ts";
import { NOTHING_SEEN, observe } from "./observe.ts";
import { fakeGeneration } from "./simulation/fake-certificates.ts";
import { type BundleFinding, generationsOf, type SecretFinding } from "./view.ts";

const EXPIRES_MS = 10_000;
const UNKNOWN: BundleFinding = { t: "unknown" };
const at = (nowMs: number) => ({ nowMs, steadyMs: nowMs });
const ca = (id: string, stage: CaGeneration["stage"] = "signing") =>
  fakeGeneration(id, { notBeforeMs: 0, notAfterMs: EXPIRES_MS }, stage);
const held = (...generations: CaGeneration[]): SecretFinding => ({ t: "held", resourceVersion: "7", generations });
const ids = (generations: readonly CaGeneration[]) => generations.map(({ id, stage }) => `${id} ${stage}`);

describe("what a replica knows", () => {
  const first = observe(NOTHING_SEEN, { secret: held(ca("old")), bundle: UNKNOWN }, at(1));

  it("of a CA that went from the Secret lasts until it expires, and not a moment longer", () => {
    const look = { secret: held(ca("new")), bundle: UNKNOWN };
    assert.deepEqual(ids(observe(first, look, at(EXPIRES_MS - 1)).remembered), ["old signing", "new signing"]);
    assert.deepEqual(ids(observe(first, look, at(EXPIRES_MS)).remembered), ["new signing"]);
  });

  it("is gone by as the Secret has it, and as it had it where it cannot be had", () => {
    const next = observe(first, { secret: held(ca("new")), bundle: UNKNOWN }, at(2));
    assert.deepEqual(ids(generationsOf(next)), ["new signing"]);
    const away = observe(next, { secret: { t: "unknown" }, bundle: UNKNOWN }, at(3));
    assert.deepEqual(ids(generationsOf(away)), ["old signing", "new signing"]);
  });

  it("is that a CA has signed, also where an older Secret says that it will", () => {
    const restored = observe(first, { secret: held(ca("old", "next")), bundle: UNKNOWN }, at(2));
    assert.deepEqual(ids(restored.remembered), ["old signing"]);
    assert.deepEqual(ids(generationsOf(restored)), ["old next"], "what the Secret says is to be set right");
  });

  it("of the clock of the API server is nothing before that has answered, and then what its last answer had", () => {
    assert.ok(!("aheadMs" in first));
    const told = observe(first, { secret: held(), bundle: UNKNOWN, aheadMs: 40 }, at(2));
    assert.equal(told.aheadMs, 40);
    assert.equal(observe(told, { secret: held(), bundle: UNKNOWN }, at(3)).aheadMs, 40);
  });
});
