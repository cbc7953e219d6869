import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import { describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import tls from "node:tls";
import { makeAuthority } from "../../../test/support/certificates.ts";
import { closerOf } from "./close-server.ts";
import { createTlsServer, listen } from "./server.ts";

/** Only what is broken waits so long. */
const LIMIT_MS = 20_000;

/** A server that is closed while the handshake of a connection is still to come, and that connection once it has come. */
async function closeBeforeHandshake() {
  const authority = await makeAuthority();
  const { cert, key } = await authority.issue();
  const server = createTlsServer({ certPem: cert, keyPem: key, caPem: authority.ca }, (_request, response) => {
    response.end("answered");
  });
  const closer = closerOf(server);
  const port = await listen(server, 0, "httpsPort");
  const taken = once(server, "connection");
  const socket = net.connect(port, "127.0.0.1");
  await taken;
  const left = closer.close(LIMIT_MS);
  // Longer than it waits for those that it knows.
  await wait(400);
  const client = tls.connect({ socket, host: "127.0.0.1", ca: authority.ca });
  client.on("error", () => {});
  return { left, client };
}

/** All that came until the server ended it in order. */
async function heard(client: tls.TLSSocket): Promise<string> {
  let text = "";
  client.on("data", (chunk: Buffer) => (text += chunk.toString()));
  await once(client, "end");
  return text;
}

describe("a server that is closed while a handshake is under way", () => {
  it("ends the connection when nothing comes by it, without a word", async () => {
    const { left, client } = await closeBeforeHandshake();
    // Who only waits for its headers answers 408 at last.
    assert.equal(await heard(client), "");
    assert.equal(await left, 0);
  });

  it("answers the call that comes with it, and counts nobody as cut off", async () => {
    const { left, client } = await closeBeforeHandshake();
    client.write("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
    assert.match(await heard(client), /^HTTP\/1\.1 200 [\s\S]*answered/);
    assert.equal(await left, 0);
  });
});
