import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { callApi } from "./request.ts";
import { eventually } from "./testing/followed.ts";
import { answer, type StandInServer, startStandIn } from "./testing/stand-in-server.ts";

describe("callApi", () => {
  let server: StandInServer;
  before(async () => void (server = await startStandIn()));
  after(() => server?.stop());
  const GET = { method: "GET", path: "/api" } as const;

  it("gives what came", async () => {
    server.onList = (response) => {
      response.setHeader("warning", '299 - "old"');
      response.setHeader("date", "Sun, 31 Jan 2027 12:00:00 GMT");
      answer(response, 202, { a: "ä" });
    };
    assert.deepEqual(await callApi(server.connect(), GET), {
      status: 202,
      body: '{"a":"ä"}',
      dateMs: Date.UTC(2027, 0, 31, 12),
      warnings: '299 - "old"',
    });
  });

  const failing: ReadonlyArray<readonly [what: string, StandInServer["onList"], request: object, message: RegExp]> = [
    ["a server that is silent", () => {}, { deadlineMs: 30 }, /^no answer within 30 ms$/],
    [
      "an answer that does not end",
      (response) => response.writeHead(200).write("{"),
      { deadlineMs: 30 },
      /^no answer within 30 ms$/,
    ],
    ["a connection that breaks", (response) => response.destroy(), {}, /socket hang up|closed|ECONNRESET/],
    [
      "an answer that breaks off",
      (response) => {
        response.writeHead(200, { "content-length": "9" });
        response.write("{", () => response.destroy());
      },
      {},
      /aborted|closed/,
    ],
    [
      "an answer that is too large",
      (response) => response.end("x".repeat(3_000_000)),
      { maxAnswerBytes: 2 * 1024 * 1024 },
      /^the answer is larger than 2 MiB$/,
    ],
  ];
  for (const [what, onList, request, message] of failing)
    it(`rejects after ${what}`, async () => {
      server.onList = onList;
      await assert.rejects(callApi(server.connect(), { ...GET, ...request }), { message });
    });

  it("keeps of a success what is said, and all of a failure", async () => {
    const seen: string[] = [];
    const sift = (text: string) => {
      seen.push(text);
      return text.replaceAll(/\d/g, "");
    };
    server.onList = (response) => response.end("a1ä2");
    const { body } = await callApi(server.connect(), { ...GET, sift });
    assert.deepEqual([body, seen.join("")], ["aä", "a1ä2"]);
    server.onList = (response) => response.writeHead(400).end("a1ä2");
    assert.equal((await callApi(server.connect(), { ...GET, sift })).body, "a1ä2");
    server.onList = (response) => response.end("a1ä2");
    const refuse = () => {
      throw new Error("no such thing");
    };
    await assert.rejects(callApi(server.connect(), { ...GET, sift: refuse }), { message: "no such thing" });
  });

  it("is given up at once when told so, also before it began", async () => {
    server.onList = () => {};
    const early = AbortSignal.abort();
    await assert.rejects(callApi(server.connect(), { ...GET, signal: early }), /given up/);
    const late = new AbortController();
    const call = callApi(server.connect(), { ...GET, deadlineMs: 600_000, signal: late.signal });
    await eventually("the call has arrived", () => server.open() === 1);
    late.abort();
    await assert.rejects(call, /given up/);
    await eventually("it is over", () => server.open() === 0);
  });
});
