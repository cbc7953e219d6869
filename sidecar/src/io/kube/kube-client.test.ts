import assert from "node:assert/strict";
import { networkInterfaces } from "node:os";
import { after, afterEach, before, describe, it } from "node:test";
import type { FailurePlan } from "../../../test/stand-in-api/failure.ts";
import { type StandInApi, startStandInApi } from "../../../test/stand-in-api/stand-in-api.ts";
import type { CallResult } from "../../core/kube/call-result.ts";
import { createKubeClient } from "./kube-client.ts";

const POD = { namespace: "media", name: "plex-0", uid: "u1", node: "n1" };
const EVENT = {
  pod: POD,
  reason: "MountUnhealthy",
  message: "dead",
  type: "Warning",
  atMs: 1_700_000_000_123,
} as const;

let api: StandInApi;
before(async () => void (api = await startStandInApi({ pods: [POD] })));
after(() => api.close());
afterEach(async () => {
  await api.fail("ok");
  api.setPods([POD]);
});

const client = (deadlineMs = 5_000) => createKubeClient({ ...api, deadlineMs });

/** The parts of a result that a table names; a pattern is matched. */
function assertResult(result: CallResult, expected: Readonly<Record<string, unknown>>): void {
  const actual: Readonly<Record<string, unknown>> = result;
  for (const [key, value] of Object.entries(expected)) {
    if (value instanceof RegExp) assert.match(String(actual[key]), value);
    else assert.deepEqual(actual[key], value, JSON.stringify(result));
  }
}

describe("what a healthy server does", () => {
  it("deletes the pod with its UID, on a connection of its own that is not kept", async () => {
    assertResult(await client().deletePod(POD), { t: "ok", status: 200 });
    const { method, path, headers, body, serverName } = api.requests.at(-1)!;
    assert.equal(serverName, undefined, "an IP is no server name");
    assert.deepEqual([method, path], ["DELETE", "/api/v1/namespaces/media/pods/plex-0"]);
    assert.equal(headers["connection"], "close");
    assert.deepEqual(body, { kind: "DeleteOptions", apiVersion: "v1", preconditions: { uid: "u1" } });
    assert.equal(api.deleted.at(-1)?.uid, "u1");
  });

  it("deletes nothing in a dry run", async () => {
    const deleted = api.deleted.length;
    assertResult(await client().deletePod(POD, { dryRun: true }), { t: "ok" });
    assertResult(await client().evictPod(POD, { dryRun: true }), { t: "ok" });
    assert.equal(api.deleted.length, deleted);
  });

  it("removes at once with a grace period of 0", async () => {
    assertResult(await client().deletePod(POD, { gracePeriodSeconds: 0 }), { t: "ok" });
    assertResult(await client().deletePod(POD), { t: "gone" });
  });

  it("evicts", async () => {
    assertResult(await client().evictPod(POD), { t: "ok", status: 201 });
    assert.equal(api.deleted.at(-1)?.by, "evict");
  });

  it("writes an event of the same occasion once, and takes the second for told", async () => {
    const before = api.events.length;
    const again = { ...EVENT, occasion: "/mnt/media 4711" };
    assertResult(await client().createEvent(again), { t: "ok", status: 201 });
    assertResult(await client().createEvent(again), { t: "ok", status: 409 });
    assertResult(await client().createEvent({ ...EVENT, occasion: "/mnt/media 4712" }), { t: "ok", status: 201 });
    assert.equal(api.events.length, before + 2);
  });

  it("writes an event, and another one under another name", async () => {
    assertResult(await client().createEvent(EVENT), { t: "ok", status: 201 });
    assertResult(await client().createEvent(EVENT), { t: "ok", status: 201 });
    const [first, second] = api.events.slice(-2);
    assert.equal(first?.["firstTimestamp"], "2023-11-14T22:13:20Z");
    assert.notDeepEqual(first?.["metadata"], second?.["metadata"]);
  });

  it("leaves a successor alone", async () => {
    api.setPods([{ ...POD, uid: "u2" }]);
    const deleted = api.deleted.length;
    assertResult(await client().deletePod(POD), { t: "gone" });
    assertResult(await client().evictPod(POD), { t: "gone" });
    assert.equal(api.deleted.length, deleted);
  });

  it("is not asked about a pod that could be any", async () => {
    const { connections } = api;
    for (const change of [{ name: "" }, { namespace: "" }, { uid: "" }, { name: "a/../b" }]) {
      assertResult(await client().deletePod({ ...POD, ...change }), {
        t: "refused",
        retryable: false,
        message: /POD_/,
      });
    }
    assert.equal(api.connections, connections);
  });
});

describe("what goes wrong", () => {
  const connection = { t: "unreachable", reason: "connection" };
  const timeout = { t: "unreachable", reason: "timeout", message: /^failed to evict pod media\/plex-0: .*250 ms; see/ };
  const tls = { t: "unreachable", reason: "tls" };
  const answer = { t: "unreachable", reason: "answer" };
  const table: ReadonlyArray<readonly [FailurePlan, Readonly<Record<string, unknown>>]> = [
    ["refused", { ...connection, message: /cannot be reached \(ECONNREFUSED\); see whether/ }],
    ["reset", { ...connection, message: /broke off the connection \(ECONNRESET\)/ }],
    ["lost-answer", connection],
    ["cut-off", connection],
    ["hang", timeout],
    ["hang-after-request", timeout],
    ["hang-after-headers", timeout],
    ["drip", timeout],
    ["not-tls", { ...tls, message: /does not speak TLS/ }],
    [
      "wrong-certificate",
      { ...tls, message: /is not signed by the CA in \/.*ca\.crt .*; mount this cluster's CA there$/ },
    ],
    ["other-host-certificate", { ...tls, message: /is not made out to 127\.0\.0\.1/ }],
    ["expired-certificate", { ...tls, message: /has expired; renew it/ }],
    ["not-http", { ...answer, message: /does not answer in HTTP/ }],
    ["echo", answer],
    ["not-json", { ...answer, message: /not from a Kubernetes API server/ }],
    ["oversized", { ...answer, message: /larger than 1 MiB/ }],
    ["unauthorized", { t: "refused", status: 401, reason: "token", message: /does not accept the token/ }],
    ["forbidden", { t: "refused", status: 403, reason: "permission", message: /media:default lacks .* bind a Role/ }],
    ["denied", { t: "refused", status: 422, reason: "policy", retryable: false }],
    ["not-found", { t: "gone" }],
    ["conflict", { t: "gone" }],
    [
      "disruption-budget",
      { t: "throttled", reason: "disruption-budget", retryAfterMs: undefined, message: /plex needs 1/ },
    ],
    ["busy", { t: "throttled", reason: "busy", retryAfterMs: 1_000 }],
    ["two-budgets", { t: "refused", status: 500, reason: "disruption-budget", retryable: false }],
    ["server-error", { t: "refused", status: 500, reason: "server", retryable: true }],
    [
      { status: 302, headers: { location: "/elsewhere" } },
      { t: "refused", status: 302, retryable: false },
    ],
    [{ bytes: Buffer.from("HTTP/1.1 101 Go\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n") }, connection],
    [{ bytes: Buffer.from('HTTP/1.1 200 OK\r\n\r\n{"kind":"Pod"}') }, { t: "ok", status: 200 }],
  ];
  for (const [failure, expected] of table) {
    it(typeof failure === "string" ? failure : JSON.stringify(failure).slice(0, 40), async () => {
      await api.fail(failure);
      const hangs = expected === timeout;
      const startedAt = performance.now();
      const result = await client(hangs ? 250 : 5_000).evictPod(POD);
      assertResult(result, expected);
      if (hangs) assert.ok(performance.now() - startedAt >= 245);
      assert.doesNotMatch(JSON.stringify(result), /stand-in-token/);
      await api.waitFor(({ openConnections }) => openConnections === 0, 30_000);
    });
  }

  it("gets through once the server is back on its port", async () => {
    await api.fail("refused");
    assertResult(await client().deletePod(POD), { t: "unreachable" });
    await api.fail("ok");
    assertResult(await client().deletePod(POD), { t: "ok" });
  });

  it("the deadline holds for both attempts together", async () => {
    await api.fail([{ status: 401, delayMs: 1_500 }, "drip"]);
    // With a deadline of its own the second would take until 3.5 s. By a timer, which is late when the deadline is.
    let isTooLate = false;
    const limit = setTimeout(() => setImmediate(() => (isTooLate = true)), 3_250);
    assertResult(await client(2_000).deletePod(POD), { t: "unreachable", reason: "timeout" });
    assert.equal(isTooLate, false);
    clearTimeout(limit);
  });

  for (const when of ["before", "during"]) {
    it(`can be given up ${when} the call`, async () => {
      await api.fail("hang");
      const controller = new AbortController();
      if (when === "before") controller.abort();
      const ended = client().deletePod(POD, { signal: controller.signal });
      controller.abort();
      assertResult(await ended, { t: "unreachable", reason: "cancelled" });
    });
  }

  it("a port that is none", async () => {
    const result = await createKubeClient({ ...api, port: 70_000 }).deletePod(POD);
    assertResult(result, { t: "unreachable", reason: "connection", message: /ERR_SOCKET_BAD_PORT/ });
  });
});

describe("IPv6", () => {
  const loopback = Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === "::1"));
  it("reaches a server by its IP", { skip: !loopback && "this machine has no ::1" }, async () => {
    const six = await startStandInApi({ pods: [POD], host: "::1" });
    try {
      assertResult(await createKubeClient(six).deletePod(POD), { t: "ok" });
      assertResult(await createKubeClient({ ...six, host: "[::1]" }).deletePod(POD), { t: "ok" });
      assert.equal(six.requests.at(-1)?.headers["host"], `[::1]:${six.port}`);
    } finally {
      await six.close();
    }
  });
});
