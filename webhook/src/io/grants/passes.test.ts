import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate as turn, setTimeout as wait } from "node:timers/promises";
import { createPasses, type Rest } from "./passes.ts";

/** Passes that end when they are told to. */
function scene({ atOnce = 10 }: { readonly atOnce?: number } = {}) {
  const begun: string[] = [];
  const ends = new Map<string, (rest: Rest) => void>();
  const passes = createPasses({
    atOnce,
    groupOf: (key) => key.split("/")[0] ?? "",
    pass(key) {
      begun.push(key);
      const { promise, resolve } = Promise.withResolvers<Rest>();
      ends.set(key, resolve);
      return promise;
    },
  });
  const until = async (...keys: readonly string[]) => {
    while (begun.length < keys.length) await wait(1);
    assert.deepEqual(begun, keys);
  };
  const end = async (key: string, rest: Rest = {}) => {
    ends.get(key)?.(rest);
    await turn();
  };
  return { passes, begun, until, end };
}

/** Longer than any pass takes to begin that should not. */
const A_WHILE_MS = 30;

describe("passes", () => {
  it("of a key are one at a time, and once more after every call", async () => {
    const { passes, until, end } = scene();
    passes.call("a/1", 0);
    await until("a/1");
    passes.call("a/1", 0);
    passes.call("a/1", 0);
    await wait(A_WHILE_MS);
    await until("a/1");
    await end("a/1");
    await until("a/1", "a/1");
    await end("a/1");
    await wait(A_WHILE_MS);
    await until("a/1", "a/1");
  });

  it("of a group are one at a time, and hold up no other", async () => {
    const { passes, until, end } = scene();
    for (const key of ["a/1", "a/2", "b/1"]) passes.call(key, 0);
    await until("a/1", "b/1");
    await wait(A_WHILE_MS);
    await end("a/1");
    await until("a/1", "b/1", "a/2");
  });

  it("are only so many at once", async () => {
    const { passes, until, end } = scene({ atOnce: 2 });
    for (const key of ["a/1", "b/1", "c/1"]) passes.call(key, 0);
    await until("a/1", "b/1");
    await wait(A_WHILE_MS);
    await end("b/1");
    await until("a/1", "b/1", "c/1");
  });

  it("begin at the earliest of all calls", async () => {
    const { passes, until } = scene();
    passes.call("a/1", 60_000);
    passes.call("a/1", 0);
    passes.call("a/1", 60_000);
    await until("a/1");
  });

  it("begin again by themselves", async () => {
    const { passes, until, end } = scene();
    passes.call("a/1", 0);
    await until("a/1");
    await end("a/1", { ms: 1 });
    await until("a/1", "a/1");
    passes.call("a/1", 60_000);
    await end("a/1", { ms: 1 });
    await until("a/1", "a/1", "a/1");
  });

  it("of who is deaf wait, until he is roused", async () => {
    const { passes, until, end } = scene();
    passes.call("a/1", 0);
    await until("a/1");
    passes.call("a/1", 0);
    await end("a/1", { ms: 60_000, deaf: true });
    passes.call("a/1", 0);
    await wait(A_WHILE_MS);
    await until("a/1");
    passes.rouse();
    await until("a/1", "a/1");
  });

  it("of who is roused meanwhile do not make him deaf", async () => {
    const { passes, until, end } = scene();
    passes.call("a/1", 0);
    await until("a/1");
    passes.rouse();
    passes.call("a/1", 0);
    await end("a/1", { ms: 60_000, deaf: true });
    await until("a/1", "a/1");
  });

  it("do not begin after the end", async () => {
    const { passes, until, end } = scene({ atOnce: 1 });
    for (const key of ["a/1", "b/1"]) passes.call(key, 0);
    await until("a/1");
    passes.call("a/1", 0);
    passes.close();
    await end("a/1", { ms: 0 });
    passes.call("c/1", 0);
    await wait(A_WHILE_MS);
    await until("a/1");
  });
});
