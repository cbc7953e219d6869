import assert from "node:assert/strict";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import net, { type AddressInfo, type Socket } from "node:net";
import { afterEach, before, describe, it } from "node:test";
import tls, { type TLSSocket } from "node:tls";
import { setTimeout as wait } from "node:timers/promises";
import { closerOf } from "./close-server.ts";
import { createTlsServer } from "./server.ts";
import { type KeyPair, makeAuthority } from "../../../test/support/certificates.ts";

/** Whoever is left after that was not ended by anybody. */
const LIMIT_MS = 5_000;
/** Longer than a call that crosses with the end is waited for. */
const TOO_LATE_MS = 600;

describe("a server that closes", { timeout: 120_000 }, () => {
  const ends: (() => void)[] = [];
  const asked: ServerResponse[] = [];
  let pair: KeyPair;
  before(async () => {
    pair = await (await makeAuthority()).issue();
  });
  afterEach(() => {
    for (const end of ends.splice(0)) end();
    asked.length = 0;
  });

  async function open() {
    const server = createTlsServer(
      { certPem: pair.cert, keyPem: pair.key },
      (_, response) => void asked.push(response),
    );
    const closer = closerOf(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    ends.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    const dial = async () => {
      const accepted = once(server, "connection");
      const socket = net.connect(port, "127.0.0.1");
      ends.push(() => socket.destroy());
      await accepted;
      return socket;
    };
    const shakeHands = async (socket: Socket) => {
      const shaken = once(server, "secureConnection");
      const secure = tls.connect({ socket, rejectUnauthorized: false });
      secure.on("error", () => {});
      await Promise.all([once(secure, "secureConnect"), shaken]);
      return secure;
    };
    return { closer, dial, shakeHands };
  }

  /** The handshake of one connection is done only after all others had ended. */
  async function closeBeforeHandshake() {
    const { closer, dial, shakeHands } = await open();
    const late = await dial();
    const closing = closer.close(LIMIT_MS);
    await wait(TOO_LATE_MS);
    return { closing, late: await shakeHands(late) };
  }

  /** All that comes until the other side ends. */
  async function read(socket: TLSSocket): Promise<string> {
    let text = "";
    socket.on("data", (chunk: Buffer) => (text += chunk.toString()));
    if (!socket.closed) await once(socket, "close");
    return text;
  }

  /** Sends a call, and waits until the server has it. */
  async function ask(socket: TLSSocket): Promise<ServerResponse> {
    const before = asked.length;
    socket.write("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
    while (asked.length === before) await wait(5);
    return asked[before] as ServerResponse;
  }

  it("ends a connection that is idle", async () => {
    const { closer, dial, shakeHands } = await open();
    const text = read(await shakeHands(await dial()));
    assert.equal(await closer.close(LIMIT_MS), 0);
    assert.equal(await text, "");
  });

  it("answers what is under way, and says how many it did not wait for", async () => {
    const { closer, dial, shakeHands } = await open();
    await ask(await shakeHands(await dial()));
    const answered = await shakeHands(await dial());
    const text = read(answered);
    const response = await ask(answered);
    const closing = closer.close(LIMIT_MS);
    await wait(TOO_LATE_MS);
    response.end("answered");
    assert.match(await text, /answered/);
    assert.equal(await closing, 1);
  });

  it("ends a connection whose handshake was done only after that, where nobody calls on it", async () => {
    const { closing, late } = await closeBeforeHandshake();
    const text = read(late);
    assert.equal(await closing, 0);
    assert.equal(await text, "");
  });

  it("answers a call on such a connection", async () => {
    const { closing, late } = await closeBeforeHandshake();
    const text = read(late);
    const response = await ask(late);
    await wait(TOO_LATE_MS);
    response.end("answered");
    assert.match(await text, /answered/);
    assert.equal(await closing, 0);
  });

  it("does not wait for a client that calls on a connection that has ended, and does not notice", async () => {
    const { closer, dial, shakeHands } = await open();
    const secure = await shakeHands(await dial());
    // What it has not read stands between it and the end.
    (await ask(secure)).end("answered");
    while (secure.readableLength === 0) await wait(5);
    const closing = closer.close(LIMIT_MS);
    (await ask(secure)).end("answered");
    assert.equal(await closing, 0);
  });
});
