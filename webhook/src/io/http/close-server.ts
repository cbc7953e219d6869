import type { Server } from "node:http";
import net, { type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";

/** How long a call may still arrive on a connection whose end is under way to the client. */
const LAST_CALL_MS = 250;

export interface Closer {
  /**
   * Ends the server without cutting anybody off: no new connections, calls under way are answered, then their
   * connection ends. After `timeoutMs` whoever is left is cut off; resolves to how many those were.
   */
  close(timeoutMs: number): Promise<number>;
}

/**
 * Made before the server listens, since it has to know which connections are idle. `server.close()` of node:http destroys
 * those at once: a call that crosses with it is answered by a reset, which clients do not dare to repeat. A connection
 * that is ended in order tells them that the call was not looked at, and Go repeats it elsewhere.
 */
export function closerOf(server: Server): Closer {
  const idle = new Set<Socket>();
  const open = new Set<Socket>();
  let closing = false;
  const opened = (socket: Socket) => {
    open.add(socket);
    idle.add(socket);
    socket.once("close", () => {
      open.delete(socket);
      idle.delete(socket);
    });
    if (closing) void endLate(socket);
  };
  /** Its handshake was under way. A call may come with it; where none does, nobody else ends it. */
  const endLate = async (socket: Socket) => {
    await wait(LAST_CALL_MS);
    if (!idle.has(socket)) return;
    socket.end();
    await wait(LAST_CALL_MS);
    if (idle.has(socket)) socket.destroy();
  };
  server.on(connectionEvent(server), opened);
  server.on("request", ({ socket }, response) => {
    idle.delete(socket);
    response.once("close", () => {
      if (closing) socket.end();
      else if (open.has(socket)) idle.add(socket);
    });
  });
  return {
    async close(timeoutMs) {
      closing = true;
      const closed = new Promise<"closed">((resolve) => {
        net.Server.prototype.close.call(server, () => resolve("closed"));
      });
      for (const socket of idle) socket.end();
      await Promise.race([closed, wait(LAST_CALL_MS)]);
      for (const socket of idle) socket.destroy();
      // With the last one gone the server is closed, which may be known before that one says so itself.
      if ((await Promise.race([closed, wait(timeoutMs, undefined, { ref: false })])) === "closed") return 0;
      const left = open.size;
      for (const socket of open) socket.destroy();
      return left;
    },
  };
}

/** Over TLS a connection is one once the handshake is done. */
function connectionEvent(server: Server): string {
  return "setSecureContext" in server ? "secureConnection" : "connection";
}
