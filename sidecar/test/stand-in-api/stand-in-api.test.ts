import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import type { ClientRequest, OutgoingHttpHeaders } from "node:http";
import { request } from "node:https";
import { after, before, describe, it } from "node:test";
import { type StandInApi, startStandInApi } from "./stand-in-api.ts";

const POD = { namespace: "media", name: "plex-0", uid: "u1" };
const POD_PATH = "/api/v1/namespaces/media/pods/plex-0";
const EVENTS_PATH = "/api/v1/namespaces/media/events";

let api: StandInApi;
before(async () => void (api = await startStandInApi({ pods: [POD] })));
after(() => api.close());

function open(
  { host, port, token, caFile }: StandInApi,
  method: string,
  path: string,
  text: string,
  headers: OutgoingHttpHeaders = {},
): ClientRequest {
  const usual = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
  };
  const options = { host, port, method, path, ca: readFileSync(caFile), agent: false, servername: "" };
  return request({ ...options, headers: { ...usual, ...headers } }).end(text);
}

/** What any client could send; returns the number that was answered. */
function send(method: string, path: string, body: unknown, headers: OutgoingHttpHeaders = {}): Promise<number> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const call = open(api, method, path, text, headers);
    call.once("response", (response) => response.resume().once("end", () => resolve(response.statusCode ?? 0)));
    call.once("error", reject);
  });
}

const deletion = (fields: object = {}): object => ({ kind: "DeleteOptions", apiVersion: "v1", ...fields });
const eviction = (fields: object = {}): object => ({
  kind: "Eviction",
  apiVersion: "policy/v1",
  metadata: { name: "plex-0" },
  ...fields,
});
const event = (fields: object = {}): object => ({
  kind: "Event",
  apiVersion: "v1",
  metadata: { name: "plex-0.1", namespace: "media" },
  involvedObject: { kind: "Pod", namespace: "media", name: "plex-0" },
  ...fields,
});

describe("the stand-in checks what an API server would check", () => {
  const wrongUid = { preconditions: { uid: "u2" } };
  const table: ReadonlyArray<readonly [string, number, string, string, unknown, OutgoingHttpHeaders?]> = [
    ["no token", 401, "DELETE", POD_PATH, deletion(), { authorization: "" }],
    ["another token", 401, "DELETE", POD_PATH, deletion(), { authorization: "Bearer x" }],
    ["another path", 404, "DELETE", "/api/v1/pods/plex-0", deletion()],
    ["all pods of a namespace", 404, "DELETE", "/api/v1/namespaces/media/pods/", deletion()],
    ["another method", 405, "PUT", POD_PATH, deletion()],
    ["a pod that is not there", 404, "DELETE", `${POD_PATH}x`, deletion()],
    ["another content type", 415, "DELETE", POD_PATH, deletion(), { "content-type": "text/plain" }],
    ["no JSON", 400, "DELETE", POD_PATH, "{"],
    ["another kind", 400, "DELETE", POD_PATH, eviction()],
    ["another UID", 409, "DELETE", POD_PATH, deletion(wrongUid)],
    ["an eviction of an old version", 400, "POST", `${POD_PATH}/eviction`, eviction({ apiVersion: "policy/v1beta1" })],
    ["an eviction of another name", 400, "POST", `${POD_PATH}/eviction`, eviction({ metadata: { name: "x" } })],
    ["an eviction of another UID", 409, "POST", `${POD_PATH}/eviction`, eviction({ deleteOptions: wrongUid })],
    ["an eviction, dry by its query", 201, "POST", `${POD_PATH}/eviction?dryRun=All`, eviction()],
    ["an event of another namespace", 400, "POST", EVENTS_PATH, event({ metadata: { name: "a", namespace: "x" } })],
    ["an event about another namespace", 422, "POST", EVENTS_PATH, event({ involvedObject: { namespace: "x" } })],
    ["an event with a bad name", 422, "POST", EVENTS_PATH, event({ metadata: { name: "A", namespace: "media" } })],
    ["an event", 201, "POST", EVENTS_PATH, event()],
    ["the same event again", 409, "POST", EVENTS_PATH, event()],
  ];
  for (const [name, status, method, path, body, headers] of table) {
    it(name, async () => {
      assert.equal(await send(method, path, body, headers), status);
      assert.deepEqual(api.deleted, []);
      assert.equal(api.requests.at(-1)?.status, status);
    });
  }

  it("deletes in spite of a dry run in the query, as with every body", async () => {
    assert.equal(await send("DELETE", `${POD_PATH}?dryRun=All`, deletion()), 200);
    assert.equal(api.deleted.length, 1);
  });
});

describe("waitFor", () => {
  it("comes back as soon as it was seen", async () => {
    const count = api.requests.length;
    const seen = api.waitFor(({ requests }) => requests.length > count);
    await send("DELETE", POD_PATH, deletion());
    await seen;
  });

  it("says what was seen instead", async () => {
    await assert.rejects(
      api.waitFor(() => false, 5),
      /nothing of the kind came within 5 ms; the stand-in saw: .*DELETE/,
    );
  });
});

describe("close", () => {
  it("leaves no socket, no file and no waiting behind", async (t) => {
    // What the tests before used may still be closing, so that there may be less afterwards.
    const held = () => process.getActiveResourcesInfo().filter((name) => /TCP|Timeout/.test(name)).length;
    const before = held();
    const other = await startStandInApi({ pods: [POD] });
    t.after(() => other.close());
    await other.fail("drip");
    const never = assert.rejects(
      other.waitFor(() => false),
      /was closed/,
    );
    const call = open(other, "DELETE", POD_PATH, JSON.stringify(deletion()));
    call.on("error", () => {});
    call.on("response", (response) => response.on("error", () => {}));
    const broken = new Promise((resolve) => call.once("close", resolve));
    await other.waitFor(({ requests }) => requests.length > 0);
    await other.close();
    await Promise.all([never, broken]);
    await new Promise(setImmediate);
    assert.equal(existsSync(other.serviceAccountFolder), false);
    assert.ok(held() <= before, `${held()}, before ${before}`);
  });
});
