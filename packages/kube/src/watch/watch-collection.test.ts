import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { eventually, type Followed, follow, THINGS } from "../testing/followed.ts";
import {
  answer,
  line,
  page,
  refuse,
  type StandInServer,
  startStandIn,
  statusOf,
  thing,
} from "../testing/stand-in-server.ts";

/** What only a server shows that misbehaves, or that would have to be told to do so; the rest is tested on a real one. */
describe("a watch of a collection", { timeout: 120_000 }, () => {
  let server: StandInServer;
  let followed: Followed | undefined;
  before(async () => void (server = await startStandIn()));
  after(() => server?.stop());
  afterEach(async () => {
    followed?.watch.close();
    await eventually("every call is over", () => server.open() === 0);
  });

  const start = (...options: Parameters<typeof follow> extends [unknown, ...infer R] ? R : never): Followed => {
    (server.lists as URLSearchParams[]).length = 0;
    (server.watches as URLSearchParams[]).length = 0;
    return (followed = follow(server.connection, ...options));
  };
  const begin = (response: Parameters<StandInServer["onWatch"]>[0], ...lines: string[]) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.write(lines.join(""));
  };
  const until = (what: string, one: Followed, holds: () => boolean) =>
    eventually(what, holds, () => [one.states, one.known(), one.logged, server.lists.length, server.watches.length]);
  /** One watch after the other is answered by one of these, the last one ever after. */
  const inTurn =
    (...ways: StandInServer["onWatch"][]): StandInServer["onWatch"] =>
    (...args) =>
      ways[Math.min(server.watches.length, ways.length) - 1]?.(...args);

  it("takes pages that come slowly, and watches from the version of the list", async () => {
    server.onList = (response, query) => {
      const more = query.get("continue");
      setTimeout(() => {
        if (more === null) page(response, [thing("a", "1", "x")], { more: "p2" });
        else if (more === "p2") page(response, [thing("b", "2", "y"), { metadata: {} }], { more: "p3" });
        else page(response, [thing("c", "3", "z")], { version: "77" });
      }, 30);
    };
    server.onWatch = (response) => begin(response);
    const one = start();
    assert.equal(one.watch.state().t, "starting");
    await until("a watch", one, () => server.watches.length === 1);
    assert.deepEqual(one.known(), ["n/a=x", "n/b=y", "n/c=z"]);
    assert.equal(one.watch.lists(), 1);
    assert.equal(server.watches[0]?.get("resourceVersion"), "77");
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
    server.onList = (response, query) => {
      if (query.has("continue") && first) {
        first = false;
        refuse(response, 410, "Expired", "The provided continue parameter is too old");
      } else if (query.has("continue")) page(response, [thing("b", "2", "y")]);
      else page(response, [thing(first ? "old" : "a", "1", "x")], { more: "p2" });
    };
    server.onWatch = (response) => begin(response);
    const one = start();
    await until("a list", one, () => one.watch.lists() === 1);
    assert.deepEqual(one.known(), ["n/a=x", "n/b=y"]);
    assert.deepEqual(one.states, ["current"]);
  });

  it("does not go round in circles with a server that always names the same page", async () => {
    let pages = 0;
    server.onList = (response) => {
      if (pages++ < 50) page(response, [thing("a", "1", "x")], { more: "same" });
      else page(response, [thing("b", "1", "x")]);
    };
    server.onWatch = (response) => begin(response);
    const one = start();
    await until("a list", one, () => one.watch.lists() === 1);
    assert.match(one.logged.join(), /failed to list Things: the server names the same page again and again/);
  });

  it("takes events: put, changed, gone, and what is no more of interest", async () => {
    const items = [thing("a", "1", "x"), thing("b", "2", "y"), thing("c", "3", "z")];
    server.onList = (response) => page(response, items, { version: "3" });
    const unread = { metadata: { namespace: "n", name: "c", resourceVersion: "7" } };
    server.onWatch = inTurn((response) =>
      begin(
        response,
        line("ADDED", thing("d", "4", "w")),
        line("MODIFIED", thing("a", "5", "x2")),
        line("MODIFIED", thing("b", "6", "y")),
        line("MODIFIED", unread),
        line("DELETED", thing("d", "8", "w")),
      ),
    );
    const one = start();
    await until("all events", one, () => one.changes.length === 7);
    assert.deepEqual(one.known(), ["n/a=x2", "n/b=y"]);
    assert.deepEqual(one.changes.slice(3), [
      { key: "n/d", before: undefined, after: "w" },
      { key: "n/a", before: "x", after: "x2" },
      { key: "n/c", before: "z", after: undefined },
      { key: "n/d", before: "w", after: undefined },
    ]);
  });

  it("goes on where it stopped when a watch ends, without listing again", async () => {
    server.onList = (response) => page(response, [], { version: "3" });
    server.onWatch = inTurn(
      (response) => {
        begin(response, line("ADDED", thing("a", "4", "x")), line("BOOKMARK", { metadata: { resourceVersion: "9" } }));
        response.end();
      },
      (response) => begin(response, line("ADDED", thing("b", "10", "y"))),
    );
    const one = start();
    await until("both", one, () => one.watch.objects.size === 2);
    assert.deepEqual(
      server.watches.map((query) => query.get("resourceVersion")),
      ["3", "9"],
    );
    assert.deepEqual([one.watch.lists(), one.states, one.logged], [1, ["current"], []]);
  });

  it("asks a server that ends every watch at once ever more seldom, and stays current", async () => {
    server.onList = (response) => page(response, []);
    server.onWatch = (response) => response.writeHead(200).end();
    const one = start({ pace: { firstPauseMs: 20, longestPauseMs: 100_000 } });
    await until("some watches", one, () => server.watches.length === 5);
    assert.deepEqual([one.states, server.lists.length], [["current"], 1]);
    // Twenty pauses that do not grow would be over by now, and the next one of these has only begun.
    await wait(200);
    assert.ok(server.watches.length <= 6, String(server.watches.length));
  });

  for (const [how, expire] of [
    ["as an event", (response) => begin(response, line("ERROR", statusOf(410, "Expired", "too old resource version")))],
    ["as a status", (response) => refuse(response, 410, "Expired", "too old resource version")],
  ] satisfies [string, StandInServer["onWatch"]][])
    it(`lists again when the version is too old, which comes ${how}`, async () => {
      const lists = [
        [thing("a", "1", "x"), thing("b", "1", "y")],
        [thing("b", "5", "y2"), thing("c", "6", "z")],
      ];
      server.onList = (response) => page(response, lists[server.lists.length - 1] ?? []);
      server.onWatch = inTurn(expire, (response) => begin(response));
      const one = start();
      await until("the second list", one, () => one.watch.lists() === 2);
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
    server.onList = (response) => page(response, []);
    server.onWatch = inTurn(
      (response) => answer(response, 503, {}),
      (response) => begin(response, line("ERROR", statusOf(410, "Expired"))),
      (response) => begin(response),
    );
    const one = start();
    await until("the second list", one, () => one.watch.lists() === 2);
    assert.deepEqual(one.states, [
      "current",
      "stale: failed to watch Things: status 503",
      "stale: failed to watch Things: too much has changed since; it is listed again",
      "current",
    ]);
  });

  it("is current again when the server has taken a watch and not taken it back, also without an event", async () => {
    server.onList = (response) => page(response, []);
    server.onWatch = inTurn(
      (response) => answer(response, 503, {}),
      (response) => begin(response),
    );
    const one = start();
    await until("it back", one, () => one.states.length === 3);
    assert.equal(one.states[2], "current");
  });

  it("does not wait long for a watch that brought something before it ended", async () => {
    server.onList = (response) => page(response, []);
    server.onWatch = (response) => {
      begin(response, line("MODIFIED", thing("a", String(server.watches.length), String(server.watches.length))));
      response.end();
    };
    // Pauses that double would add up to hours.
    const one = start({ pace: { firstPauseMs: 2, longestPauseMs: 100_000_000 } });
    await until("many watches", one, () => server.watches.length === 25);
  });

  const broken: ReadonlyArray<readonly [what: string, text: string, why: RegExp]> = [
    ["garbage", "<html>down</html>\n", /a line of 17 characters is no event/],
    ["an error", line("ERROR", statusOf(500, "InternalError", "etcd is away")), /etcd is away/],
    ["an event about nothing", line("ADDED", {}), /without a name/],
    ["a new type", line("RENAMED", thing("a", "9")), /unknown type "RENAMED"/],
  ];
  for (const [what, text, why] of broken)
    it(`begins again after ${what}, where it stopped`, async () => {
      server.onList = (response) => page(response, [], { version: "3" });
      server.onWatch = inTurn(
        (response) =>
          begin(response, line("ADDED", thing("a", "4", "x")), text, line("ADDED", thing("z", "99", "late"))),
        (response) => begin(response, line("ADDED", thing("b", "5", "y"))),
      );
      const one = start();
      await until("the second watch", one, () => one.watch.objects.has("n/b"));
      assert.deepEqual(one.known(), ["n/a=x", "n/b=y"]);
      assert.equal(server.watches[1]?.get("resourceVersion"), "4");
      assert.equal(one.states.length, 3, one.states.join("\n"));
      assert.match(one.states[1] ?? "", why);
      assert.match(one.logged.join("\n"), /warn watch interrupted .*\ninfo watch resumed/);
    });

  it("loses nothing when the connection breaks within a line", async () => {
    const event = line("ADDED", thing("ä", "5", "€"));
    server.onList = (response) => page(response, [], { version: "3" });
    server.onWatch = inTurn(
      (response) => {
        begin(response, line("ADDED", thing("a", "4", "x")));
        // Within the character.
        response.write(Buffer.from(event).subarray(0, Buffer.from(event).indexOf("ä") + 1), () => response.destroy());
      },
      (response) => begin(response, event),
    );
    const one = start();
    await until("the second watch", one, () => one.watch.objects.size === 2);
    assert.deepEqual(one.known(), ["n/a=x", "n/ä=€"]);
    assert.equal(server.watches[1]?.get("resourceVersion"), "4");
  });

  it("gives up a line that never ends", async () => {
    server.onList = (response) => page(response, [], { version: "3" });
    const piece = Buffer.alloc(1024 * 1024, "x");
    server.onWatch = inTurn(
      (response) => {
        begin(response);
        const more = () => {
          if (!response.destroyed) response.write(piece, more);
        };
        more();
      },
      (response) => begin(response, line("ADDED", thing("a", "4", "x"))),
    );
    const one = start();
    await until("the second watch", one, () => one.watch.objects.size === 1);
    assert.match(one.states.join("\n"), /longer than 16 Mi characters/);
  });

  it("gives up a server that is silent: with a page, with a watch, and within one", async () => {
    server.onList = (response) => {
      if (server.lists.length > 1) page(response, [], { version: "3" });
    };
    server.onWatch = inTurn(
      () => {},
      (response) => begin(response, line("ADDED", thing("a", "4", "x"))),
      (response) => begin(response, line("ADDED", thing("b", "5", "y"))),
    );
    const one = start({ pace: { silenceMs: 60, pageDeadlineMs: 60 } });
    await until("a watch that answers", one, () => one.watch.objects.has("n/b"));
    assert.match(one.logged.join("\n"), /watch cannot begin yet .*failed to list Things: no answer within 60 ms/);
    assert.match(one.states.join("\n"), /the connection was silent for too long/);
    assert.equal(one.watch.lists(), 1);
  });

  it("waits for a permission to list, and says what is missing", async () => {
    server.onList = (response) => {
      if (server.lists.length < 3) refuse(response, 403, "Forbidden", "things is forbidden");
      else page(response, [thing("a", "1", "x")]);
    };
    server.onWatch = (response) => begin(response);
    const one = start();
    await until("a list", one, () => one.watch.lists() === 1);
    assert.deepEqual(one.states, ["refused: failed to list Things: things is forbidden", "current"]);
    assert.equal(one.logged.filter((text) => text.startsWith("warn")).length, 1);
  });

  it("asks soon for what was refused, and more and more seldom while it is refused", async () => {
    server.onList = (response) => {
      if (server.lists.length < 4) refuse(response, 403, "Forbidden");
      else page(response, []);
    };
    server.onWatch = (response) => refuse(response, 403, "Forbidden");
    // An hour would not be over, and pauses that do not grow would make hundreds of calls.
    const one = start({ pace: { firstPauseMs: 40, longestPauseMs: 1, longestRefusedPauseMs: 3_600_000 } });
    await until("a watch", one, () => server.watches.length === 3);
    const { length } = server.watches;
    await wait(250);
    assert.ok(server.watches.length <= length + 2, String(server.watches.length));
  });

  it("waits for a permission to watch, says what is missing, and misses nothing", async () => {
    server.onList = (response) => page(response, [thing("a", "1", "x")], { version: "3" });
    const forbidden: StandInServer["onWatch"] = (response) => refuse(response, 403, "Forbidden", "cannot watch things");
    server.onWatch = inTurn(forbidden, forbidden, (response) => begin(response, line("ADDED", thing("b", "4", "y"))));
    const one = start();
    await until("the third watch", one, () => one.watch.objects.size === 2);
    assert.deepEqual(one.states, ["current", "refused: failed to watch Things: cannot watch things", "current"]);
    assert.deepEqual(
      server.watches.map((query) => query.get("resourceVersion")),
      ["3", "3", "3"],
    );
  });

  it("takes no outage for knowledge: what was refused and is then away was never known", async () => {
    server.onList = (response) => {
      if (server.lists.length === 1) refuse(response, 403, "Forbidden", "things is forbidden");
      else if (server.lists.length < 4) answer(response, 503, {});
      else page(response, []);
    };
    server.onWatch = (response) => begin(response);
    const one = start();
    await until("a list", one, () => one.watch.lists() === 1);
    assert.deepEqual(one.states, ["refused: failed to list Things: things is forbidden", "current"]);
  });

  it("keeps what it knew while the server is away, and says so once", async () => {
    server.onList = (response) => page(response, [thing("a", "1", "x")], { version: "3" });
    const away: StandInServer["onWatch"] = (response) => answer(response, 503, {});
    server.onWatch = inTurn(
      (response) => {
        begin(response, line("ADDED", thing("b", "4", "y")));
        setTimeout(() => response.destroy(), 20);
      },
      away,
      away,
      away,
      (response) => begin(response, line("MODIFIED", thing("b", "5", "y2"))),
    );
    const one = start();
    await until("it back", one, () => one.watch.objects.get("n/b") === "y2");
    assert.equal(one.watch.lists(), 1);
    assert.deepEqual([one.states.at(0), one.states.at(-1)], ["current", "current"]);
    assert.ok(one.states.slice(1, -1).every((state) => state.startsWith("stale: failed to watch Things: ")));
    assert.deepEqual(
      one.logged.map((text) => text.split(" {")[0]),
      ["warn watch interrupted", "info watch resumed"],
    );
  });

  it("says once why it cannot begin", async () => {
    server.onList = (response) => {
      if (server.lists.length < 6) answer(response, 503, {});
      else page(response, []);
    };
    server.onWatch = (response) => begin(response);
    const one = start();
    await until("a list", one, () => one.watch.lists() === 1);
    assert.deepEqual(one.logged, [
      'warn watch cannot begin yet {"watch":"Things","reason":"failed to list Things: status 503"}',
    ]);
  });

  it("is not ended by whoever listens, nor by whoever reads, when they throw", async () => {
    server.onList = (response) => page(response, [thing("a", "1", "x"), thing("bad", "2", "boom")], { version: "3" });
    server.onWatch = (response) =>
      begin(response, line("ADDED", thing("b", "4", "y")), line("ADDED", thing("c", "5", "z")));
    const read = (object: object): string | undefined => {
      const value = THINGS.read({ ...object });
      if (value === "boom") throw new Error("boom");
      return value;
    };
    const one = start({ collection: { ...THINGS, read } });
    one.onEvery = () => {
      throw new Error("bang");
    };
    await until("all", one, () => one.watch.objects.size === 3);
    assert.deepEqual(one.known(), ["n/a=x", "n/b=y", "n/c=z"]);
    assert.equal(server.watches.length, 1);
    assert.match(one.logged.join("\n"), /warn failed to read an object; this is a bug .*boom/);
    assert.match(one.logged.join("\n"), /warn failed to tell of a change; this is a bug .*bang/);
  });

  for (const [where, prepare] of [
    ["a list", () => void (server.onList = () => {})],
    [
      "a watch",
      () => {
        server.onList = (response) => page(response, []);
        server.onWatch = (response) => begin(response);
      },
    ],
  ] satisfies [string, () => void][])
    it(`gives up ${where} that is under way when it is closed, and says nothing more`, async () => {
      prepare();
      const one = start({ pace: { pageDeadlineMs: 600_000 } });
      await until("a call", one, () => (where === "a list" ? server.lists : server.watches).length === 1);
      const said = one.states.length;
      one.watch.close();
      await until("the call is given up", one, () => server.open() === 0);
      // It takes a moment until its end is known here, too.
      await wait(50);
      assert.equal(one.states.length, said);
      assert.deepEqual(one.logged, []);
    });
});
