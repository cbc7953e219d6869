import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { monotonicMs } from "./clock.ts";
import { createPunctualTimer } from "./punctual-timer.ts";

/** Fires once for each time that it was really set, and says so. */
function sample() {
  let fired = 0;
  let next = () => {};
  const timer = createPunctualTimer(() => {
    fired++;
    next();
  });
  return { timer, fired: () => fired, once: () => new Promise<void>((resolve) => (next = resolve)) };
}

describe("a punctual timer", () => {
  it("fires once where it is set to the same time again and again", async () => {
    const { timer, fired, once } = sample();
    const nowMs = monotonicMs();
    for (let times = 0; times < 5; times++) timer.set(nowMs + 20, nowMs);
    await once();
    // Timers of Node may be a millisecond early.
    assert.ok(monotonicMs() >= nowMs + 18);
    await new Promise((resolve) => setTimeout(resolve, 40));
    assert.equal(fired(), 1);
  });

  it("can be set to the time at which it has just fired", async () => {
    const { timer, fired, once } = sample();
    const nowMs = monotonicMs();
    timer.set(nowMs, nowMs);
    await once();
    timer.set(nowMs, nowMs);
    await once();
    assert.equal(fired(), 2);
  });

  it("can be set to the same time after it was cleared", async () => {
    const { timer, once } = sample();
    const nowMs = monotonicMs();
    timer.set(nowMs, nowMs);
    timer.clear();
    timer.set(nowMs, nowMs);
    await once();
  });

  it("fires at the sooner time, and not at the one that it was set to before", async () => {
    const { timer, fired, once } = sample();
    const nowMs = monotonicMs();
    timer.set(nowMs + 3_600_000, nowMs);
    timer.set(nowMs + 5, nowMs);
    await once();
    assert.equal(fired(), 1);
  });

  it("knows that it is late by when it should have fired, however often it is set to that", () => {
    const { timer } = sample();
    timer.set(1_000, 0);
    timer.set(1_000, 0);
    assert.equal(timer.isLate(1_100, 100), false);
    assert.equal(timer.isLate(1_101, 100), true);
    timer.clear();
  });
});
