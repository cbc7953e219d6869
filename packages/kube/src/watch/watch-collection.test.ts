import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { begin, openWatchScene, type WatchScene } from "../testing/watch-scene.ts";
import { answer, type Answering, line, page, refuse, statusOf, thing } from "../testing/stand-in-server.ts";
describe("a watch of a collection", { timeout: 120_000 }, () => {
  let scene: WatchScene;
  before(async () => void (scene = await openWatchScene()));
  after(() => scene?.close());
  afterEach(() => scene.end());

  it("takes pages that come slowly, and watches from the version of the list", async () => {
    scene.server.onList = (response, query) => {
      const more = query.get("continue");
      setTimeout(() => {
        if (more === null) page(response, [thing("a", "1", "x")], { more: "p2" });
        else if (more === "p2") page(response, [thing("b", "2", "y"), { metadata: {} }], { more: "p3" });
        else page(response, [thing("c", "3", "z")], { version: "77" });
      }, 30);
    };
    scene.server.onWatch = (response) => begin(response);
    const one = scene.start();
    assert.equal(one.watch.state().t, "starting");
    await scene.until("a watch", one, () => scene.server.watches.length === 1);
    assert.deepEqual(one.known(), ["n/a=x", "n/b=y", "n/c=z"]);
    assert.equal(one.watch.lists(), 1);
    assert.equal(scene.server.watches[0]?.get("resourceVersion"), "77");
    assert.deepEqual(one.states, ["current"]);
    assert.deepEqual(
      one.changes.map(({ key, before, after }) => [key, before, after]),
      [
        ["n/a", undefined, "x"],
        ["n/b", undefined, "y"],
        ["n/c", undefined, "z"],
      ],
    );
  });

  it("begins a list anew that grew too old between two pages", async () => {
    let first = true;
    scene.server.onList = (response, query) => {
      if (query.has("continue") && first) {
        first = false;
        refuse(response, 410, "Expired", "The provided continue parameter is too old");
      } else if (query.has("continue")) page(response, [thing("b", "2", "y")]);
      else page(response, [thing(first ? "old" : "a", "1", "x")], { more: "p2" });
    };
    scene.server.onWatch = (response) => begin(response);
    const one = scene.start();
    await scene.until("a list", one, () => one.watch.lists() === 1);
    assert.deepEqual(one.known(), ["n/a=x", "n/b=y"]);
    assert.deepEqual(one.states, ["current"]);
  });

  it("does not go round in circles with a server that always names the same page", async () => {
    let pages = 0;
    scene.server.onList = (response) => {
      if (pages++ < 50) page(response, [thing("a", "1", "x")], { more: "same" });
      else page(response, [thing("b", "1", "x")]);
    };
    scene.server.onWatch = (response) => begin(response);
    const one = scene.start();
    await scene.until("a list", one, () => one.watch.lists() === 1);
    assert.match(one.logged.join(), /failed to list Things: the server names the same page again and again/);
  });

  it("takes events: put, changed, gone, and what is no more of interest", async () => {
    const items = [thing("a", "1", "x"), thing("b", "2", "y"), thing("c", "3", "z")];
    scene.server.onList = (response) => page(response, items, { version: "3" });
    const unread = { metadata: { namespace: "n", name: "c", resourceVersion: "7" } };
    scene.server.onWatch = scene.inTurn((response) =>
      begin(
        response,
        line("ADDED", thing("d", "4", "w")),
        line("MODIFIED", thing("a", "5", "x2")),
        line("MODIFIED", thing("b", "6", "y")),
        line("MODIFIED", unread),
        line("DELETED", thing("d", "8", "w")),
      ),
    );
    const one = scene.start();
    await scene.until("all events", one, () => one.changes.length === 7);
    assert.deepEqual(one.known(), ["n/a=x2", "n/b=y"]);
    assert.deepEqual(one.changes.slice(3), [
      { key: "n/d", before: undefined, after: "w" },
      { key: "n/a", before: "x", after: "x2" },
      { key: "n/c", before: "z", after: undefined },
      { key: "n/d", before: "w", after: undefined },
    ]);
  });

  it("goes on where it stopped when a watch ends, without listing again", async () => {
    scene.server.onList = (response) => page(response, [], { version: "3" });
    scene.server.onWatch = scene.inTurn(
      (response) => {
        begin(response, line("ADDED", thing("a", "4", "x")), line("BOOKMARK", { metadata: { resourceVersion: "9" } }));
        response.end();
      },
      (response) => begin(response, line("ADDED", thing("b", "10", "y"))),
    );
    const one = scene.start();
    await scene.until("both", one, () => one.watch.objects.size === 2);
    assert.deepEqual(
      scene.server.watches.map((query) => query.get("resourceVersion")),
      ["3", "9"],
    );
    assert.deepEqual([one.watch.lists(), one.states, one.logged], [1, ["current"], []]);
  });

  for (const [how, expire] of [
    ["as an event", (response) => begin(response, line("ERROR", statusOf(410, "Expired", "too old resource version")))],
    ["as a status", (response) => refuse(response, 410, "Expired", "too old resource version")],
  ] satisfies [string, Answering][])
    it(`lists again when the version is too old, which comes ${how}`, async () => {
      const lists = [
        [thing("a", "1", "x"), thing("b", "1", "y")],
        [thing("b", "5", "y2"), thing("c", "6", "z")],
      ];
      scene.server.onList = (response) => page(response, lists[scene.server.lists.length - 1] ?? []);
      scene.server.onWatch = scene.inTurn(expire, (response) => begin(response));
      const one = scene.start();
      await scene.until("the second list", one, () => one.watch.lists() === 2);
      assert.deepEqual(one.known(), ["n/b=y2", "n/c=z"]);
      assert.deepEqual(one.changes.slice(2), [
        { key: "n/a", before: "x", after: undefined },
        { key: "n/b", before: "y", after: "y2" },
        { key: "n/c", before: undefined, after: "z" },
      ]);
      // What was missed is not known until the second list, and it says so.
      assert.deepEqual(one.states, [
        "current",
        "stale: failed to watch Things: too much has changed since; it is listed again",
        "current",
      ]);
    });

  it("is not current while it comes back to a version that is too old", async () => {
    scene.server.onList = (response) => page(response, []);
    scene.server.onWatch = scene.inTurn(
      (response) => answer(response, 503, {}),
      (response) => begin(response, line("ERROR", statusOf(410, "Expired"))),
      (response) => begin(response),
    );
    const one = scene.start();
    await scene.until("the second list", one, () => one.watch.lists() === 2);
    assert.deepEqual(one.states, [
      "current",
      "stale: failed to watch Things: status 503",
      "stale: failed to watch Things: too much has changed since; it is listed again",
      "current",
    ]);
  });

  it("is current again when the server has taken a watch and not taken it back, also without an event", async () => {
    scene.server.onList = (response) => page(response, []);
    scene.server.onWatch = scene.inTurn(
      (response) => answer(response, 503, {}),
      (response) => begin(response),
    );
    const one = scene.start({ pace: { settledMs: 100 } });
    await scene.until("it back", one, () => one.states.length === 3);
    assert.equal(one.states[2], "current");
  });
});
