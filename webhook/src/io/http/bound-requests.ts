import type { IncomingMessage } from "node:http";
import type { Server } from "node:https";
import type { TLSSocket } from "node:tls";

export interface RequestBounds {
  /** From the first byte of a request to the last of its headers. */
  readonly headersMs: number;
  /** From the first byte of a request to its last. */
  readonly requestMs: number;
  /** How often that is looked at. */
  readonly lookMs: number;
}

interface Client {
  /** How much it had sent when it was last owed nothing. */
  settledBytes: number;
  /** When more than that was first seen. */
  beganMs: number | undefined;
  request: IncomingMessage | undefined;
}

const TOO_SLOW = "HTTP/1.1 408 Request Timeout\r\nconnection: close\r\n\r\n";

/**
 * Cuts off a client whose request comes drop by drop. One that has begun none is left alone, however long: an API server
 * that wants to call opens a connection, takes another that becomes free meanwhile, and keeps the new one for later. Node's
 * own timeouts end it some seconds after it was opened, and a call that is sent at that moment fails: a Go client repeats
 * a POST only where its connection was used before.
 */
export function boundRequests(server: Server, { headersMs, requestMs, lookMs }: RequestBounds): void {
  const clients = new Map<TLSSocket, Client>();
  let looking: NodeJS.Timeout | undefined;

  const isTooSlow = (socket: TLSSocket, client: Client, nowMs: number): boolean => {
    if (client.request === undefined && socket.bytesRead === client.settledBytes) return false;
    client.beganMs ??= nowMs;
    const tookMs = nowMs - client.beganMs;
    return client.request === undefined ? tookMs >= headersMs : tookMs >= requestMs && !client.request.complete;
  };
  const look = () => {
    const nowMs = performance.now();
    for (const [socket, client] of clients) {
      if (!isTooSlow(socket, client, nowMs)) continue;
      clients.delete(socket);
      if (socket.writable) socket.write(TOO_SLOW);
      socket.destroySoon();
    }
  };
  server.on("secureConnection", (socket) => {
    clients.set(socket, { settledBytes: 0, beganMs: undefined, request: undefined });
    looking ??= setInterval(look, lookMs).unref();
    socket.once("close", () => {
      clients.delete(socket);
      if (clients.size > 0) return;
      clearInterval(looking);
      looking = undefined;
    });
  });
  server.on("request", (request, response) => {
    const socket = request.socket as TLSSocket;
    const client = clients.get(socket);
    if (client === undefined) return;
    client.request = request;
    response.once("close", () => {
      client.settledBytes = socket.bytesRead;
      client.beganMs = undefined;
      client.request = undefined;
    });
  });
}
