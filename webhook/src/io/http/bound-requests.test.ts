import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import tls from "node:tls";
import { makeAuthority } from "../../../test/support/certificates.ts";
import { boundRequests } from "./bound-requests.ts";

const BOUNDS = { headersMs: 500, requestMs: 1_000, lookMs: 50 };
/** Longer than any of them. */
const LONG_MS = 2_000;
const HEAD = "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 4\r\n";

describe("a request has bounds:", { timeout: 120_000, concurrency: true }, () => {
  let port = 0;
  let close = () => {};
  before(async () => {
    const server = createServer({ ...(await (await makeAuthority()).issue()), headersTimeout: 0, requestTimeout: 0 });
    boundRequests(server, BOUNDS);
    server.on("request", async (request, response) => {
      let body = "";
      request.on("error", () => {});
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", async () => {
        // What the answer takes is not the client's doing.
        if (body === "slow") await wait(LONG_MS);
        response.end(`had ${body}`);
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    port = (server.address() as AddressInfo).port;
    close = () => {
      server.close();
      server.closeAllConnections();
    };
  });
  after(() => close());

  async function connect() {
    const socket = tls.connect({ port, host: "127.0.0.1", rejectUnauthorized: false });
    const heard = { text: "" };
    socket.on("data", (chunk: Buffer) => (heard.text += chunk.toString()));
    socket.on("error", () => {});
    await once(socket, "secureConnect");
    const until = async (text: string) => {
      while (!heard.text.includes(text)) {
        assert.equal(socket.closed, false, `closed before ${text}: ${heard.text}`);
        await wait(5);
      }
      heard.text = "";
    };
    return { socket, heard, until };
  }

  it("one that is begun and not sent is cut off", async () => {
    for (const begun of ["P", HEAD, `${HEAD}\r\n`, `${HEAD}\r\nab`]) {
      const { socket, heard } = await connect();
      socket.write(begun);
      await once(socket, "close");
      assert.match(heard.text, /^HTTP\/1\.1 408 /, JSON.stringify(begun));
    }
  });

  it("so is one that comes drop by drop", async () => {
    const { socket, heard } = await connect();
    socket.write("GET / HTTP/1.1\r\nx: ");
    while (!socket.closed) {
      if (socket.writable) socket.write("x");
      await wait(50);
    }
    assert.match(heard.text, /^HTTP\/1\.1 408 /);
  });

  it("one that is not begun may come whenever it likes, the first and those that follow", async () => {
    const { socket, until } = await connect();
    for (const body of ["1st.", "2nd."]) {
      await wait(LONG_MS);
      socket.write(`${HEAD}\r\n${body}`);
      await until(`had ${body}`);
    }
    socket.write("P");
    await until("HTTP/1.1 408 ");
  });

  it("what the answer takes counts for nothing", async () => {
    const { socket, until } = await connect();
    for (const body of ["slow", "next"]) {
      socket.write(`${HEAD}\r\n${body}`);
      await until(`had ${body}`);
    }
    socket.destroy();
  });
});
