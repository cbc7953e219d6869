import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import tls from "node:tls";
import { makeAuthority } from "../../../test/support/certificates.ts";
import { createTlsServer, listen } from "./server.ts";

/** Longer than what Node leaves a connection on which nothing comes, and than what we left it once. */
const UNUSED_MS = 8_000;

describe("the server for admission", { timeout: 120_000 }, () => {
  // An API server that wants to call opens a connection, and takes another one that becomes free meanwhile. The new one is
  // kept for later, and not called again on when it turns out to be closed at that moment: it was never used before.
  it("leaves a connection that was opened ahead to the client", async () => {
    const { cert, key } = await (await makeAuthority()).issue();
    const server = createTlsServer({ certPem: cert, keyPem: key }, (_, response) => void response.end("answered"));
    const client = tls.connect({ port: await listen(server, 0, "httpsPort"), rejectUnauthorized: false });
    try {
      await once(client, "secureConnect");
      let text = "";
      client.on("data", (chunk: Buffer) => (text += chunk.toString()));
      client.on("error", () => {});
      await wait(UNUSED_MS);
      assert.deepEqual([client.closed, text], [false, ""]);
      client.write("GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
      await once(client, "close");
      assert.match(text, /answered/);
    } finally {
      client.destroy();
      server.close();
    }
  });
});
