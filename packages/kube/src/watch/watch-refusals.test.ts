import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { begin, openWatchScene, type WatchScene } from "../testing/watch-scene.ts";
import { THINGS } from "../testing/followed.ts";
import { answer, type Answering, line, page, refuse, thing } from "../testing/stand-in-server.ts";
describe("a watch that is refused, is closed, or is listened to by whoever throws", { timeout: 120_000 }, () => {
  let scene: WatchScene;
  before(async () => void (scene = await openWatchScene()));
  after(() => scene?.close());
  afterEach(() => scene.end());

  it("waits for a permission to list, and says what is missing", async () => {
    scene.server.onList = (response) => {
      if (scene.server.lists.length < 3) refuse(response, 403, "Forbidden", "things is forbidden");
      else page(response, [thing("a", "1", "x")]);
    };
    scene.server.onWatch = (response) => begin(response);
    const one = scene.start();
    await scene.until("a list", one, () => one.watch.lists() === 1);
    assert.deepEqual(one.states, ["refused: failed to list Things: things is forbidden", "current"]);
    assert.equal(one.logged.filter((text) => text.startsWith("warn")).length, 1);
  });

  it("asks soon for what was refused, and more and more seldom while it is refused", async () => {
    scene.server.onList = (response) => {
      if (scene.server.lists.length < 4) refuse(response, 403, "Forbidden");
      else page(response, []);
    };
    scene.server.onWatch = (response) => refuse(response, 403, "Forbidden");
    // An hour would not be over, and pauses that do not grow would make hundreds of calls.
    const one = scene.start({ pace: { firstPauseMs: 40, longestPauseMs: 1, longestRefusedPauseMs: 3_600_000 } });
    await scene.until("a watch", one, () => scene.server.watches.length === 3);
    const { length } = scene.server.watches;
    await wait(250);
    assert.ok(scene.server.watches.length <= length + 2, String(scene.server.watches.length));
  });

  it("waits for a permission to watch, says what is missing, and misses nothing", async () => {
    scene.server.onList = (response) => page(response, [thing("a", "1", "x")], { version: "3" });
    const forbidden: Answering = (response) => refuse(response, 403, "Forbidden", "cannot watch things");
    scene.server.onWatch = scene.inTurn(forbidden, forbidden, (response) =>
      begin(response, line("ADDED", thing("b", "4", "y"))),
    );
    const one = scene.start();
    await scene.until("the third watch", one, () => one.watch.objects.size === 2);
    assert.deepEqual(one.states, ["current", "refused: failed to watch Things: cannot watch things", "current"]);
    assert.deepEqual(
      scene.server.watches.map((query) => query.get("resourceVersion")),
      ["3", "3", "3"],
    );
  });

  it("takes no outage for knowledge: what was refused and is then away was never known", async () => {
    scene.server.onList = (response) => {
      if (scene.server.lists.length === 1) refuse(response, 403, "Forbidden", "things is forbidden");
      else if (scene.server.lists.length < 4) answer(response, 503, {});
      else page(response, []);
    };
    scene.server.onWatch = (response) => begin(response);
    const one = scene.start();
    await scene.until("a list", one, () => one.watch.lists() === 1);
    assert.deepEqual(one.states, ["refused: failed to list Things: things is forbidden", "current"]);
  });

  it("is not ended by whoever listens, nor by whoever reads, when they throw", async () => {
    scene.server.onList = (response) =>
      page(response, [thing("a", "1", "x"), thing("bad", "2", "boom")], { version: "3" });
    scene.server.onWatch = (response) =>
      begin(response, line("ADDED", thing("b", "4", "y")), line("ADDED", thing("c", "5", "z")));
    const read = (object: object): string | undefined => {
      const value = THINGS.read({ ...object });
      if (value === "boom") throw new Error("boom");
      return value;
    };
    const one = scene.start({ collection: { ...THINGS, read } });
    one.onEvery = () => {
      throw new Error("bang");
    };
    await scene.until("all", one, () => one.watch.objects.size === 3);
    assert.deepEqual(one.known(), ["n/a=x", "n/b=y", "n/c=z"]);
    assert.equal(scene.server.watches.length, 1);
    assert.match(one.logged.join("\n"), /warn failed to read an object; this is a bug .*boom/);
    assert.match(one.logged.join("\n"), /warn failed to tell of a change; this is a bug .*bang/);
  });

  for (const [where, prepare] of [
    ["a list", () => void (scene.server.onList = () => {})],
    [
      "a watch",
      () => {
        scene.server.onList = (response) => page(response, []);
        scene.server.onWatch = (response) => begin(response);
      },
    ],
  ] satisfies [string, () => void][])
    it(`gives up ${where} that is under way when it is closed, and says nothing more`, async () => {
      prepare();
      const one = scene.start({ pace: { pageDeadlineMs: 600_000 } });
      await scene.until(
        "a call",
        one,
        () => (where === "a list" ? scene.server.lists : scene.server.watches).length === 1,
      );
      const said = one.states.length;
      one.watch.close();
      await scene.until("the call is given up", one, () => scene.server.open() === 0);
      // It takes a moment until its end is known here, too.
      await wait(50);
      assert.equal(one.states.length, said);
      assert.deepEqual(one.logged, []);
    });
});
