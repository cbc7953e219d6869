import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { known, unknown } from "../../core/live/known.ts";
import { send, withServer } from "./testing/with-server.ts";

const page = (names: readonly string[], more = "") => ({
  metadata: more === "" ? {} : { continue: more },
  items: names.map((name) => ({ metadata: { name } })),
});
const nameOf = (object: Readonly<Record<string, unknown>>) => String((object["metadata"] as { name: string }).name);
const FORBIDDEN = { kind: "Status", message: 'pods is forbidden: User "jane" cannot list resource "pods"' };

describe("list", () => {
  it("reads page by page, keeps what is wanted, and counts", async () => {
    const asked: string[] = [];
    const counts: number[] = [];
    await withServer(
      ({ url = "" }, response) => {
        asked.push(url);
        send(response, 200, url.includes("continue=a%26b") ? page(["three"]) : page(["one", "two"], "a&b"));
      },
      async (calls) => {
        const query = { labelSelector: "a=b" };
        const keep = (object: Readonly<Record<string, unknown>>) =>
          nameOf(object) === "two" ? undefined : nameOf(object);
        const list = await calls.list("/api/v1/pods", keep, { query, onCount: (count) => counts.push(count) });
        assert.deepEqual(list, known(["one", "three"]));
      },
    );
    assert.deepEqual(asked, [
      "/api/v1/pods?limit=250&labelSelector=a%3Db",
      "/api/v1/pods?limit=250&labelSelector=a%3Db&continue=a%26b",
    ]);
    assert.deepEqual(counts, [2, 3]);
  });

  it("begins again when the server forgot the beginning, and keeps nothing twice", async () => {
    let expired = 0;
    await withServer(
      ({ url = "" }, response) => {
        if (!url.includes("continue")) send(response, 200, page(["one"], "more"));
        else if (expired++ === 0) send(response, 410, { kind: "Status", message: "too old" });
        else send(response, 200, page(["two"]));
      },
      async (calls) => assert.deepEqual(await calls.list("/api/v1/pods", nameOf), known(["one", "two"])),
    );
  });

  it("gives up on a list that is forgotten each time", async () => {
    let lists = 0;
    await withServer(
      ({ url = "" }, response) => {
        if (url.includes("continue")) return send(response, 410, {});
        lists++;
        send(response, 200, page(["one"], "more"));
      },
      async (calls) =>
        assert.deepEqual(
          await calls.list("/api/v1/pods", nameOf),
          unknown("the list changes faster than it can be read"),
        ),
    );
    assert.equal(lists, 3);
  });

  it("asks for metadata alone where that is enough", async () => {
    await withServer(
      ({ headers }, response) => send(response, 200, page([String(headers.accept)])),
      async (calls) => {
        const accept = await calls.list("/api/v1/namespaces", nameOf, { metadataOnly: true });
        assert.deepEqual(accept, known(["application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"]));
        assert.deepEqual(await calls.list("/api/v1/namespaces", nameOf), known(["application/json"]));
      },
    );
  });

  const failures: ReadonlyArray<readonly [what: string, status: number, body: unknown, why: string]> = [
    ["no permission", 403, FORBIDDEN, FORBIDDEN.message],
    ["kubectl cannot reach the server", 500, "dial tcp: i/o timeout\n", "dial tcp: i/o timeout"],
    ["advice after the reason", 500, "getting credentials: no\n\nTo learn more\n", "getting credentials: no"],
    ["a page for browsers", 502, "<html>Bad Gateway</html>", "status 502"],
    ["nothing", 503, "", "status 503"],
  ];
  for (const [what, status, body, why] of failures)
    it(`is not known: ${what}`, () =>
      withServer(
        (_, response) => send(response, status, body),
        async (calls) => assert.deepEqual(await calls.list("/api/v1/pods", nameOf), unknown(why)),
      ));

  it("is not known when the connection breaks, also between two pages", () =>
    withServer(
      ({ url = "" }, response) => {
        if (url.includes("continue")) response.destroy();
        else send(response, 200, page(["one"], "more"));
      },
      async (calls) => assert.deepEqual(await calls.list("/api/v1/pods", nameOf), unknown("socket hang up")),
    ));
});

describe("a list that is large", () => {
  const MEBIBYTE = 1024 * 1024;
  const large = (name: string) => ({ metadata: { name }, spec: "x".repeat(MEBIBYTE) });
  const names = ["1", "2", "3", "4", "5", "6"];

  it("is taken apart as it comes: its page may be larger than an answer", () =>
    withServer(
      (_, response) => send(response, 200, { items: names.map(large), metadata: {} }),
      async (calls) => assert.deepEqual(await calls.list("/api/v1/pods", nameOf), known(names)),
    ));

  it("keeps nothing of what is no object, and knows the next page wherever that is named", () =>
    withServer(
      ({ url = "" }, response) =>
        url.includes("continue")
          ? send(response, 200, { items: null, metadata: { resourceVersion: "1" } })
          : send(response, 200, {
              items: [1, { metadata: { name: "one" } }, null, "two"],
              metadata: { continue: "b" },
            }),
      async (calls) => assert.deepEqual(await calls.list("/api/v1/pods", nameOf), known(["one"])),
    ));
});

describe("get", () => {
  const answer = (status: number, body: unknown, expected: unknown) =>
    withServer(
      (_, response) => send(response, status, body),
      async (calls) => assert.deepEqual(await calls.get("/api/v1/namespaces/media"), expected),
    );
  it("one that is there", () => answer(200, { kind: "Namespace" }, known({ kind: "Namespace" })));
  it("one that is not", () => answer(404, { kind: "Status", reason: "NotFound", message: "x" }, known(undefined)));
  it("something else that does not know the address", () =>
    answer(404, "404 page not found", unknown("404 page not found")));
  it("no permission", () => answer(403, FORBIDDEN, unknown(FORBIDDEN.message)));
});

describe("call", () => {
  it("sends a body, and tells the time of the server", () =>
    withServer(
      (request, response) => {
        const chunks: Buffer[] = [];
        request.on("data", (chunk: Buffer) => chunks.push(chunk));
        request.on("end", () => {
          response.setHeader("date", "Thu, 26 Nov 2026 12:00:00 GMT");
          send(response, 201, { got: JSON.parse(Buffer.concat(chunks).toString("utf8")) });
        });
      },
      async (calls) => {
        const answer = await calls.call("POST", "/x", { a: 1 });
        assert.ok(answer.t === "known");
        const { status, document, serverMs } = answer.value;
        assert.deepEqual([status, document, serverMs], [201, { got: { a: 1 } }, Date.parse("2026-11-26T12:00:00Z")]);
      },
    ));

  const limits: ReadonlyArray<readonly [what: string, maxAnswerBytes: number | undefined, mebibytes: number]> = [
    ["than any object can be", undefined, 4],
    ["than it is told", 1024 * 1024, 1],
  ];
  for (const [what, maxAnswerBytes, mebibytes] of limits)
    it(`takes no larger answer ${what}`, () =>
      withServer(
        (_, response) => send(response, 503, "x".repeat(mebibytes * 1024 * 1024 + 1)),
        async (calls) => {
          const answer = await calls.call(
            "GET",
            "/x",
            undefined,
            maxAnswerBytes === undefined ? {} : { maxAnswerBytes },
          );
          assert.deepEqual(answer, unknown(`the answer is larger than ${mebibytes} MiB`));
        },
      ));

  it("waits no longer than it is told", () =>
    withServer(
      () => {},
      async (calls) => {
        const answer = await calls.call("GET", "/x", undefined, { deadlineMs: 50 });
        assert.deepEqual(answer, unknown("no answer within 50 ms"));
      },
    ));
});
