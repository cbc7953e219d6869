import type { Server } from "node:http";
import type { Socket } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";
import type { Certificates, KeyPair } from "./certificates.ts";
import type { ConnectionFailure, CustomBytes, Failure } from "./failure.ts";
import { isConnectionFailure } from "./failure.ts";

/** Which failure is meant for the request that comes over a connection. */
export type FailureOf = WeakMap<object, Failure>;

/** Does to a fresh connection what was planned for it, or hands it to the HTTP server. */
export function serveConnection(
  raw: Socket,
  planned: Failure,
  certificates: Certificates,
  http: Server,
  failureOf: FailureOf,
): void {
  const encrypted = (pair: KeyPair): TLSSocket => {
    const socket = new TLSSocket(raw, { isServer: true, secureContext: createSecureContext(pair) });
    // Clients that give up are what is tested; their resets are no news.
    socket.on("error", () => {});
    return socket;
  };
  if (isConnectionFailure(planned)) return fail(raw, planned, certificates, encrypted);
  const socket = encrypted(certificates.good);
  failureOf.set(socket, planned);
  http.emit("connection", socket);
}

function fail(
  raw: Socket,
  planned: ConnectionFailure | CustomBytes,
  certificates: Certificates,
  encrypted: (pair: KeyPair) => TLSSocket,
): void {
  if (typeof planned === "object") return answerWith(encrypted(certificates.good), planned.bytes);
  switch (planned) {
    case "reset":
      raw.resetAndDestroy();
      return;
    case "hang":
      raw.resume();
      return;
    case "not-tls":
      raw.resume().end("SSH-2.0-OpenSSH_10.0\r\n");
      return;
    case "wrong-certificate":
      encrypted(certificates.otherCa).resume();
      return;
    case "other-host-certificate":
      encrypted(certificates.otherHost).resume();
      return;
    case "expired-certificate":
      encrypted(certificates.expired).resume();
      return;
    case "not-http":
      return answerWith(encrypted(certificates.good), Buffer.from("220 mail.example ESMTP\r\n"));
    case "echo": {
      const socket = encrypted(certificates.good);
      socket.pipe(socket);
      return;
    }
  }
}

/** Waits for the request, so that the client meets the bytes where it looks for an answer. */
function answerWith(socket: TLSSocket, bytes: Uint8Array): void {
  socket.once("data", () => socket.end(bytes));
}
