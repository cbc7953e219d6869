import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { type StandInApi, startStandInApi } from "../../../test/stand-in-api/stand-in-api.ts";
import type { CallResult } from "../../core/kube/call-result.ts";
import { createKubeClient } from "./kube-client.ts";

const POD = { namespace: "media", name: "plex-0", uid: "u1" };

let api: StandInApi;
beforeEach(async () => void (api = await startStandInApi({ pods: [POD] })));
afterEach(() => api.close());

const call = (): Promise<CallResult> => createKubeClient(api).deletePod(POD);
const statuses = (): readonly unknown[] => api.requests.map(({ status }) => status);

describe("the token", () => {
  it("is read at each call", async () => {
    const client = createKubeClient(api);
    assert.equal((await client.deletePod(POD)).t, "ok");
    api.setToken("stand-in-token-2");
    assert.equal((await client.deletePod(POD)).t, "ok");
    assert.deepEqual(statuses(), [200, 200]);
  });

  it("is read again when it was replaced just before the call", async () => {
    await api.fail(["rotate-token"]);
    assert.equal((await call()).t, "ok");
    assert.deepEqual(statuses(), [401, 200]);
  });

  it("is tried twice and no more", async () => {
    api.setToken("another", { inFile: false });
    const result = await call();
    assert.deepEqual([result.t, statuses()], ["refused", [401, 401]]);
  });

  it("never appears in what a server sends back, not even half of it", async () => {
    const shown = `${"x".repeat(480)} Bearer ${api.token}`;
    for (const status of [400, 401, 403, 409, 422, 429, 500]) {
      await api.fail({ status, body: JSON.stringify({ kind: "Status", status: "Failure", message: shown }) });
      assert.doesNotMatch(JSON.stringify(await call()), /stand-in/, String(status));
      await api.fail({ status, body: shown });
      assert.doesNotMatch(JSON.stringify(await call()), /stand-in/, String(status));
    }
  });

  it("never appears in the error of an echo, neither as text nor as bytes", async () => {
    await api.fail("echo");
    const result = await call();
    assert.ok(result.t === "unreachable" && result.cause instanceof Error);
    assert.ok(!("rawPacket" in result.cause));
  });
});

describe("files that are not as they should be", () => {
  const table: ReadonlyArray<
    readonly [name: string, file: "token" | "ca.crt", content: string | undefined, message: RegExp]
  > = [
    ["no token", "token", undefined, /cannot read the service account: ENOENT.*token'; mount the token and the CA/],
    ["no CA", "ca.crt", undefined, /cannot read the service account: ENOENT.*ca\.crt'; mount/],
    ["an empty token", "token", "\n", /there is no token in \/.*\/token; mount/],
    ["a token of two lines", "token", "stand-in\ntoken", /there is no token in/],
    ["an empty CA", "ca.crt", "", /there is no certificate in \/.*\/ca\.crt; mount/],
  ];
  for (const [name, file, content, message] of table) {
    it(name, async () => {
      const where = path.join(api.serviceAccountFolder, file);
      if (content === undefined) rmSync(where);
      else writeFileSync(where, content);
      const result = await call();
      assert.ok(result.t === "unreachable" && result.reason === "credentials", JSON.stringify(result));
      assert.match(result.message, message);
      assert.equal(api.connections, 0);
    });
  }

  it("a CA that is garbage", async () => {
    writeFileSync(api.caFile, "-----BEGIN CERTIFICATE-----\nnothing\n-----END CERTIFICATE-----\n");
    const result = await call();
    assert.ok(result.t === "unreachable" && result.reason === "tls", JSON.stringify(result));
    assert.match(result.message, /mount this cluster's CA there/);
  });

  it("a CA that arrives later", async () => {
    const client = createKubeClient(api);
    const ca = readFileSync(api.caFile);
    rmSync(api.caFile);
    assert.equal((await client.deletePod(POD)).t, "unreachable");
    writeFileSync(api.caFile, ca);
    assert.equal((await client.deletePod(POD)).t, "ok");
  });
});

describe("the environment", () => {
  it("cannot switch the check of certificates off", async (t) => {
    process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";
    t.after(() => delete process.env["NODE_TLS_REJECT_UNAUTHORIZED"]);
    await api.fail("wrong-certificate");
    const result = await call();
    assert.ok(result.t === "unreachable" && result.reason === "tls", JSON.stringify(result));
  });
});
