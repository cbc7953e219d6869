import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import type { CallResult } from "../../core/kube/call-result.ts";
import type { PodEvent } from "../../core/kube/pod-event.ts";
import { createEventQueue } from "./event-queue.ts";

const EVENT: PodEvent = {
  pod: { namespace: "media", name: "plex-0", uid: "u1" },
  reason: "MountUnhealthy",
  type: "Warning",
  message: "dead",
  atMs: 0,
};
const AWAY: CallResult = { t: "unreachable", reason: "connection", message: "the API server is away" };
const WRITTEN: CallResult = { t: "ok", status: 201 };
const refused = (reason: "permission" | "policy" | "token", retryable = false): CallResult => ({
  t: "refused",
  status: 403,
  reason,
  retryable,
  message: reason,
});

/** A queue whose waits end only when the test says so. */
function openQueue(t: TestContext) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let nowMs = 0;
  const api = { answer: AWAY, calls: 0, said: [] as string[], controller: new AbortController() };
  const queue = createEventQueue({
    write: async () => {
      api.calls++;
      return api.answer;
    },
    onTrouble: (message) => void api.said.push(message),
    signal: api.controller.signal,
    nowMs: () => nowMs,
  });
  const tick = (ms: number) => {
    nowMs += ms;
    t.mock.timers.tick(ms);
  };
  /** How often it is tried, and after how long it is given up. */
  const untilGivenUp = async (answer: CallResult) => {
    api.answer = answer;
    const ended: boolean[] = [];
    void queue.deliver(EVENT).then((written) => ended.push(written));
    for (await turn(); ended.length === 0; await turn()) tick(1_000);
    return { written: ended[0], calls: api.calls, afterMs: nowMs };
  };
  return { api, queue, tick, untilGivenUp };
}

describe("the queue of events", () => {
  it("writes at once where the API answers", async (t) => {
    const { api, queue } = openQueue(t);
    api.answer = WRITTEN;
    assert.equal(await queue.deliver(EVENT), true);
    assert.deepEqual([api.calls, api.said], [1, []]);
  });

  it("tries again after 1, 2, 4 seconds and so on, at most a minute apart, and says once what is in the way", async (t) => {
    const { api, queue, tick } = openQueue(t);
    const delivered = queue.deliver(EVENT);
    await turn();
    for (const waitMs of [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]) {
      const tried = api.calls;
      tick(waitMs - 1);
      await turn();
      assert.equal(api.calls, tried, `before ${waitMs} ms`);
      tick(1);
      await turn();
      assert.equal(api.calls, tried + 1, `after ${waitMs} ms`);
    }
    api.answer = WRITTEN;
    queue.hurry();
    assert.equal(await delivered, true);
    assert.deepEqual(api.said, ["the API server is away"]);
  });

  it("tries at once what waits when told to hurry, and goes on waiting where that fails", async (t) => {
    const { api, queue } = openQueue(t);
    const delivered = queue.deliver(EVENT);
    await turn();
    queue.hurry();
    await turn();
    assert.equal(api.calls, 2);
    api.answer = WRITTEN;
    queue.hurry();
    assert.equal(await delivered, true);
  });

  for (const [what, answer, written] of [
    ["writes it where the API is back", WRITTEN, true],
    ["gives it up where the API is still away", AWAY, false],
  ] as const) {
    it(`tries a last time what waits when it drains, and ${what}`, async (t) => {
      const { api, queue } = openQueue(t);
      const delivered = queue.deliver(EVENT);
      await turn();
      api.answer = answer;
      queue.drain();
      assert.equal(await delivered, written);
      assert.equal(api.calls, 2);
    });
  }

  it("waits again after the draining", async (t) => {
    const { api, queue, tick } = openQueue(t);
    queue.drain();
    queue.resume();
    const delivered = queue.deliver(EVENT);
    await turn();
    api.answer = WRITTEN;
    tick(1_000);
    assert.equal(await delivered, true);
  });

  const MINUTE = 60_000;
  for (const [what, answer, calls, afterMs] of [
    ["does not try again what a policy refuses", refused("policy"), 1, 0],
    ["does not try again what is not needed any more", { t: "gone", message: "gone" }, 1, 0],
    ["tries for two minutes where the permission may still come", refused("permission"), 8, 2 * MINUTE + 3_000],
    ["tries for an hour where the token may be replaced", refused("token", true), 66, 60 * MINUTE + 3_000],
    ["tries for an hour where the API is away", AWAY, 66, 60 * MINUTE + 3_000],
  ] as const) {
    it(what, async (t) => {
      assert.deepEqual(await openQueue(t).untilGivenUp(answer), { written: false, calls, afterMs });
    });
  }

  it("gives up what waits when it is cancelled", async (t) => {
    const { api, queue } = openQueue(t);
    const delivered = queue.deliver(EVENT);
    await turn();
    api.controller.abort();
    assert.equal(await delivered, false);
    assert.equal(api.calls, 1);
  });

  it("has room for sixteen, and says once when it is full", async (t) => {
    const { api, queue } = openQueue(t);
    const delivered = Array.from({ length: 16 }, () => {
      assert.equal(queue.hasRoomFor("MountRecovered"), true);
      return queue.deliver(EVENT);
    });
    assert.equal(queue.hasRoomFor("MountRecovered"), false);
    assert.equal(queue.hasRoomFor("MountRecovered"), false);
    assert.match(
      api.said.at(-1) ?? "",
      /^failed to write the event MountRecovered: 16 others wait for the API already/,
    );
    await turn();
    api.answer = WRITTEN;
    queue.hurry();
    assert.deepEqual(
      await Promise.all(delivered),
      Array.from({ length: 16 }, () => true),
    );
    assert.equal(queue.hasRoomFor("MountRecovered"), true);
  });
});
