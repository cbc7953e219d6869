import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { InjectedPod } from "./injected-pod.ts";
import type { PodNews } from "./pod-news.ts";
import { createTellings } from "./tellings.ts";

const news = (name: string, turn = 0): PodNews => {
  const [namespace = ""] = name.split("/");
  return { pod: { uid: name, namespace } as InjectedPod, stuck: { reason: "terminating", sinceMs: 0 }, turn };
};
const all = (...names: readonly string[]) => names.map((name) => news(name));
const names = (found: readonly PodNews[]) => found.map(({ pod }) => pod.uid).join(" ");
const NO = { cause: "refused 403", away: false };
const AWAY = { cause: "unreachable undefined", away: true };

describe("createTellings", () => {
  it("lets namespaces take turns, and tells once", () => {
    const tellings = createTellings();
    const found = all("a/1", "a/2", "a/3", "b/1", "c/1", "b/2");
    assert.equal(names(tellings.untold(found)), "a/1 b/1 c/1 a/2 b/2 a/3");
    for (const name of ["a/1", "b/1"]) tellings.told(news(name));
    assert.equal(names(tellings.untold(found)), "a/2 c/1 b/2 a/3");
  });

  it("tells again when it is the next turn", () => {
    const tellings = createTellings();
    tellings.told(news("a/1"));
    assert.equal(names(tellings.untold(all("a/1"))), "");
    assert.equal(names(tellings.untold([news("a/1", 1)])), "a/1");
  });

  it("lets a namespace that failed come last, however it failed, until something is told there", () => {
    for (const failure of [NO, AWAY]) {
      const tellings = createTellings();
      const found = all("a/1", "a/2", "b/1", "c/1");
      tellings.failed(news("a/1"), failure);
      // In the namespace, those come first that were not tried.
      assert.equal(names(tellings.untold(found)), "b/1 c/1 a/2 a/1");
      tellings.failed(news("b/1"), failure);
      tellings.failed(news("b/1"), failure);
      assert.equal(names(tellings.untold(found)), "c/1 a/2 a/1 b/1");
      tellings.told(news("a/2"));
      assert.equal(names(tellings.untold(found)), "c/1 a/1 b/1");
    }
  });

  it("calls a failure news once for each namespace and cause, until something is told there", () => {
    const tellings = createTellings();
    const failed = (name: string, cause: string) => tellings.failed(news(name), { ...NO, cause });
    assert.deepEqual(
      [failed("a/1", "x"), failed("a/2", "x"), failed("b/1", "x"), failed("a/1", "y"), failed("a/2", "y")],
      [true, false, true, true, false],
    );
    tellings.told(news("a/3"));
    assert.deepEqual([failed("a/1", "y"), failed("b/1", "x")], [true, false]);
  });

  it("calls it news once that nobody answers, wherever it is noticed, until somebody does", () => {
    const tellings = createTellings();
    const away = (name: string) => tellings.failed(news(name), AWAY);
    assert.deepEqual([away("a/1"), away("a/2"), away("b/1")], [true, false, false]);
    tellings.told(news("c/1"));
    assert.deepEqual([away("a/1"), away("b/1")], [true, false]);
    assert.deepEqual([tellings.failed(news("a/1"), NO), away("a/1")], [true, true]);
  });

  it("forgets what is not stuck any more", () => {
    const tellings = createTellings();
    tellings.told(news("a/1"));
    tellings.failed(news("b/1"), NO);
    assert.equal(names(tellings.untold([])), "");
    assert.equal(names(tellings.untold(all("b/1", "a/1"))), "b/1 a/1");
    assert.equal(tellings.failed(news("b/1"), NO), true);
  });
});
