import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { begin, openWatchScene, type WatchScene } from "../testing/watch-scene.ts";
import { answer, type Answering, line, page, statusOf, thing } from "../testing/stand-in-server.ts";
describe("a watch and a server that is away, or talks nonsense", { timeout: 120_000 }, () => {
  let scene: WatchScene;
  before(async () => void (scene = await openWatchScene()));
  after(() => scene?.close());
  afterEach(() => scene.end());

  const broken: ReadonlyArray<readonly [what: string, text: string, why: RegExp]> = [
    ["garbage", "<html>down</html>\n", /a line of 17 characters is no event/],
    ["an error", line("ERROR", statusOf(500, "InternalError", "etcd is away")), /etcd is away/],
    ["an event about nothing", line("ADDED", {}), /without a name/],
    ["a new type", line("RENAMED", thing("a", "9")), /unknown type "RENAMED"/],
  ];

  for (const [what, text, why] of broken)
    it(`begins again after ${what}, where it stopped`, async () => {
      scene.server.onList = (response) => page(response, [], { version: "3" });
      scene.server.onWatch = scene.inTurn(
        (response) =>
          begin(response, line("ADDED", thing("a", "4", "x")), text, line("ADDED", thing("z", "99", "late"))),
        (response) => begin(response, line("ADDED", thing("b", "5", "y"))),
      );
      const one = scene.start();
      await scene.until("the second watch", one, () => one.watch.objects.has("n/b"));
      assert.deepEqual(one.known(), ["n/a=x", "n/b=y"]);
      assert.equal(scene.server.watches[1]?.get("resourceVersion"), "4");
      assert.equal(one.states.length, 3, one.states.join("\n"));
      assert.match(one.states[1] ?? "", why);
      assert.match(one.logged.join("\n"), /warn watch interrupted .*\ninfo watch resumed/);
    });

  it("loses nothing when the connection breaks within a line", async () => {
    const event = line("ADDED", thing("ä", "5", "€"));
    scene.server.onList = (response) => page(response, [], { version: "3" });
    scene.server.onWatch = scene.inTurn(
      (response) => {
        begin(response, line("ADDED", thing("a", "4", "x")));
        // Within the character.
        response.write(Buffer.from(event).subarray(0, Buffer.from(event).indexOf("ä") + 1), () => response.destroy());
      },
      (response) => begin(response, event),
    );
    const one = scene.start();
    await scene.until("the second watch", one, () => one.watch.objects.size === 2);
    assert.deepEqual(one.known(), ["n/a=x", "n/ä=€"]);
    assert.equal(scene.server.watches[1]?.get("resourceVersion"), "4");
  });

  it("gives up a line that never ends", async () => {
    scene.server.onList = (response) => page(response, [], { version: "3" });
    const piece = Buffer.alloc(1024 * 1024, "x");
    scene.server.onWatch = scene.inTurn(
      (response) => {
        begin(response);
        const more = () => {
          if (!response.destroyed) response.write(piece, more);
        };
        more();
      },
      (response) => begin(response, line("ADDED", thing("a", "4", "x"))),
    );
    const one = scene.start();
    await scene.until("the second watch", one, () => one.watch.objects.size === 1);
    assert.match(one.states.join("\n"), /longer than 16 Mi characters/);
  });

  it("gives up a server that is silent: with a page, with a watch, and within one", async () => {
    scene.server.onList = (response) => {
      if (scene.server.lists.length > 1) page(response, [], { version: "3" });
    };
    scene.server.onWatch = scene.inTurn(
      () => {},
      (response) => begin(response, line("ADDED", thing("a", "4", "x"))),
      (response) => begin(response, line("ADDED", thing("b", "5", "y"))),
    );
    const one = scene.start({ pace: { silenceMs: 300, pageDeadlineMs: 300 } });
    await scene.until("a watch that answers", one, () => one.watch.objects.has("n/b"));
    assert.match(one.logged.join("\n"), /watch cannot begin yet .*failed to list Things: no answer within 300 ms/);
    assert.match(one.states.join("\n"), /the connection was silent for too long/);
    assert.equal(one.watch.lists(), 1);
  });

  it("keeps what it knew while the server is away, and says so once", async () => {
    scene.server.onList = (response) => page(response, [thing("a", "1", "x")], { version: "3" });
    const away: Answering = (response) => answer(response, 503, {});
    scene.server.onWatch = scene.inTurn(
      (response) => {
        begin(response, line("ADDED", thing("b", "4", "y")));
        setTimeout(() => response.destroy(), 20);
      },
      away,
      away,
      away,
      (response) => begin(response, line("MODIFIED", thing("b", "5", "y2"))),
    );
    const one = scene.start();
    await scene.until("it back", one, () => one.watch.objects.get("n/b") === "y2");
    assert.equal(one.watch.lists(), 1);
    assert.deepEqual([one.states.at(0), one.states.at(-1)], ["current", "current"]);
    assert.ok(one.states.slice(1, -1).every((state) => state.startsWith("stale: failed to watch Things: ")));
    assert.deepEqual(
      one.logged.map((text) => text.split(" {")[0]),
      ["warn watch interrupted", "info watch resumed"],
    );
  });

  it("says once why it cannot begin", async () => {
    scene.server.onList = (response) => {
      if (scene.server.lists.length < 6) answer(response, 503, {});
      else page(response, []);
    };
    scene.server.onWatch = (response) => begin(response);
    const one = scene.start();
    await scene.until("a list", one, () => one.watch.lists() === 1);
    assert.deepEqual(one.logged, [
      'warn watch cannot begin yet {"watch":"Things","reason":"failed to list Things: status 503"}',
    ]);
  });

  it("asks a server that ends every watch at once ever more seldom, and stays current", async () => {
    scene.server.onList = (response) => page(response, []);
    scene.server.onWatch = (response) => response.writeHead(200).end();
    const one = scene.start({ pace: { firstPauseMs: 20, longestPauseMs: 100_000 } });
    await scene.until("some watches", one, () => scene.server.watches.length === 5);
    assert.deepEqual([one.states, scene.server.lists.length], [["current"], 1]);
    // Twenty pauses that do not grow would be over by now, and the next one of these has only begun.
    await wait(200);
    assert.ok(scene.server.watches.length <= 6, String(scene.server.watches.length));
  });

  it("does not wait long for a watch that brought something before it ended", async () => {
    scene.server.onList = (response) => page(response, []);
    scene.server.onWatch = (response) => {
      begin(
        response,
        line("MODIFIED", thing("a", String(scene.server.watches.length), String(scene.server.watches.length))),
      );
      response.end();
    };
    // Pauses that double would add up to hours.
    const one = scene.start({ pace: { firstPauseMs: 2, longestPauseMs: 100_000_000 } });
    await scene.until("many watches", one, () => scene.server.watches.length >= 25);
  });
});
